import * as crypto from 'node:crypto'
import { slugs } from '#images/providers'
import { axisDefaults, type DaemonSettings, noUpgrade } from '#results'
import type { AxisValue, AxisValues } from '../axes.ts'
import type { Cell, CellAxes } from '../cell.ts'

/** JSON with sorted keys and nothing undefined: equal values, equal text. */
function canonical(value: unknown): string {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value)
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
	const entries = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
	return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

const hash = (text: string): string => crypto.hash('sha256', text, 'hex').slice(0, 12)

/** A function of one value that a matrix has few of and its cells have often. */
function remembered<K, V>(make: (key: K) => V): (key: K) => V {
	const made = new Map<K, V>()
	return (key) => {
		const known = made.get(key)
		if (known !== undefined) return known
		const value = make(key)
		made.set(key, value)
		return value
	}
}

/**
 * The ids of cells. The profile's settings count, not its name: renaming a profile changes no cell. An id is a hash
 * over the canonical JSON of the axes and settings, put together here from parts that cells share.
 */
export function cellIds(): (cell: Pick<Cell, 'arch' | 'axes' | 'daemonSettings'>) => string {
	const json = remembered((text: string) => JSON.stringify(text))
	const settings = remembered((value: DaemonSettings) => canonical(value))
	return ({ arch, axes, daemonSettings }) =>
		hash(
			// In the order of their names, as canonical JSON has them, without what is the default of an optional axis; ids of
			// old runs depend on it.
			`{${arch === undefined ? '' : `"arch":${json(arch)},`}"brNetfilter":${json(axes.brNetfilter.raw)},` +
				(axes.cmdline.raw === axisDefaults.cmdline ? '' : `"cmdline":${json(axes.cmdline.raw)},`) +
				`"daemonSettings":${settings(daemonSettings)},"docker":${json(axes.docker.raw)},` +
				(axes.guest.raw === axisDefaults.guest ? '' : `"guest":${json(axes.guest.raw)},`) +
				`"kernel":${json(axes.kernel.raw)},` +
				(axes.modules.raw === axisDefaults.modules ? '' : `"modules":${json(axes.modules.raw)},`) +
				`"network":${json(axes.network.raw)},"portDriver":${json(axes.portDriver.raw)},` +
				`"rootlesskit":${json(axes.rootlesskit.raw)}` +
				(axes.upgradeFrom.raw === axisDefaults.upgradeFrom
					? '}'
					: `,"upgradeFrom":${json(axes.upgradeFrom.raw)}}`),
		)
}

/** Which cells, whatever their order in the file. */
export const matrixHash = (ids: readonly string[]): string => hash(canonical([...ids].sort()))

const safe = (text: string): string => text.replace(/[^A-Za-z0-9._+~-]+/g, '_')

const slugOf: { readonly [A in keyof AxisValues]: (value: AxisValue<A>) => string } = {
	kernel: ({ value }) => slugs.kernel(value),
	brNetfilter: ({ raw }) => raw,
	docker: ({ value }) => slugs.docker(value),
	rootlesskit: ({ value }) => slugs.rootlesskit(value),
	network: ({ value }) => slugs.network(value),
	portDriver: ({ raw }) => raw,
	daemon: ({ raw }) => raw,
	guest: ({ value }) => slugs.guest(value),
	cmdline: ({ value }) => value.filter((word) => word !== '').join('-'),
	modules: ({ value }) => value.map(({ name, state }) => `${name}-${state}`).join('-'),
	upgradeFrom: ({ value }) => (value === noUpgrade ? '' : `from-${slugs.docker(value)}`),
}
const slugAxes = Object.keys(slugOf) as (keyof AxisValues)[]

/** By the value, which all cells that have it share. */
const knownSlugs = new WeakMap<object, string>()

function slugOfValue<A extends keyof AxisValues>(axis: A, { [axis]: value }: CellAxes): string {
	const known = knownSlugs.get(value)
	if (known !== undefined) return known
	const slug = safe(slugOf[axis](value))
	knownSlugs.set(value, slug)
	return slug
}

/**
 * The slug of a cell: `k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default`, and a guest behind it that is not the
 * default: `…-guestdebian12`; then the words of a command line, `…-ipv6.disable_1`, modules, `…-ip_tables-absent`; the
 * Docker that it is upgraded from, `…-from-docker26.1`; last an architecture that is not x86_64. Not yet unique.
 */
export function cellSlug({ arch, axes }: Pick<Cell, 'arch' | 'axes'>): string {
	const parts = [...slugAxes.map((axis) => slugOfValue(axis, axes)), arch ?? '']
	// A directory's name may have 255 bytes, and sockets' paths 107 in all.
	return parts
		.filter((part) => part !== '')
		.join('-')
		.slice(0, 120)
}

/** Slugs that two cells share (`debian:27.5.1` and `upstream:27.5.1`) get the cell's id behind them. */
export function uniqueSlugs(cells: readonly { readonly id: string; readonly slug: string }[]): string[] {
	// Compared without case, so that a run's directory can be copied to any file system.
	const names = cells.map(({ slug }) => slug.toLowerCase())
	const count = new Map<string, number>()
	for (const name of names) count.set(name, (count.get(name) ?? 0) + 1)
	return cells.map(({ id, slug }, index) => (count.get(names[index] ?? '') === 1 ? slug : `${slug}-${id}`))
}
