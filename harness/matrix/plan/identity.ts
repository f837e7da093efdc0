import { createHash } from 'node:crypto'
import { slugs } from '#images/providers'
import type { Axes, DaemonSettings } from '#results'
import type { CellAxes } from '../cell.ts'

/** JSON with sorted keys and nothing undefined: equal values, equal text. */
function canonical(value: unknown): string {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value)
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
	const entries = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
	return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

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
export function cellIds(): (axes: Axes, daemonSettings: DaemonSettings) => string {
	const json = remembered((text: string) => JSON.stringify(text))
	const settings = remembered((value: DaemonSettings) => canonical(value))
	return (axes, daemonSettings) =>
		hash(
			// In the order of their names, as canonical JSON has them, without what is the default of an optional axis; ids of
			// old runs depend on it.
			`{"brNetfilter":${json(axes.brNetfilter)},` +
				(axes.cmdline === undefined ? '' : `"cmdline":${json(axes.cmdline)},`) +
				`"daemonSettings":${settings(daemonSettings)},"docker":${json(axes.docker)},` +
				(axes.guest === undefined ? '' : `"guest":${json(axes.guest)},`) +
				`"kernel":${json(axes.kernel)},"network":${json(axes.network)},"portDriver":${json(axes.portDriver)},` +
				`"rootlesskit":${json(axes.rootlesskit)}}`,
		)
}

/** Which cells, whatever their order in the file. */
export const matrixHash = (ids: readonly string[]): string => hash(canonical([...ids].sort()))

const safe = (text: string): string => text.replace(/[^A-Za-z0-9._+~-]+/g, '_')

/**
 * The slug of a cell: `k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default`, and a guest behind it that is not the
 * default: `…-guestdebian12`; last the words of a command line, `…-ipv6.disable_1`. Not yet unique.
 */
export function cellSlug({
	kernel,
	brNetfilter,
	docker,
	rootlesskit,
	network,
	portDriver,
	daemon,
	guest,
	cmdline,
}: CellAxes): string {
	const parts = [
		slugs.kernel(kernel.value),
		brNetfilter.raw,
		slugs.docker(docker.value),
		slugs.rootlesskit(rootlesskit.value),
		slugs.network(network.value),
		portDriver.raw,
		daemon.raw,
		slugs.guest(guest.value),
		...cmdline.value,
	]
	// A directory's name may have 255 bytes, and sockets' paths 107 in all.
	return safe(parts.filter((part) => part !== '').join('-')).slice(0, 120)
}

/** Slugs that two cells share (`debian:27.5.1` and `upstream:27.5.1`) get the cell's id behind them. */
export function uniqueSlugs(cells: readonly { readonly id: string; readonly slug: string }[]): string[] {
	// Compared without case, so that a run's directory can be copied to any file system.
	const count = new Map<string, number>()
	for (const { slug } of cells) count.set(slug.toLowerCase(), (count.get(slug.toLowerCase()) ?? 0) + 1)
	return cells.map(({ id, slug }) => (count.get(slug.toLowerCase()) === 1 ? slug : `${slug}-${id}`))
}
