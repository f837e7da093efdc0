import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { Axes, DaemonSettings } from '#results'
import { parseAxes, type KernelValue, type NetworkValue, type ProvidedVersion } from '../axes/index.ts'

/** JSON with sorted keys and nothing undefined: equal values, equal text. */
function canonical(value: unknown): string {
	if (typeof value !== 'object' || value === null) return JSON.stringify(value)
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
	const entries = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
	return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`).join(',')}}`
}

const digest = (value: unknown): string =>
	createHash('sha256').update(canonical(value)).digest('hex').slice(0, 12)

/** The profile's settings count, not its name: renaming a profile changes no cell. */
export function cellId(axes: Axes, daemonSettings: DaemonSettings): string {
	const { daemon: _name, ...values } = axes
	return digest({ ...values, daemonSettings })
}

/** Which cells, whatever their order in the file. */
export const matrixHash = (ids: readonly string[]): string => digest([...ids].sort())

const safe = (text: string): string => text.replace(/[^A-Za-z0-9._+~-]+/g, '_')

function kernelWord(kernel: KernelValue): string {
	if (kernel.provider === 'file') return `kfile-${basename(kernel.path)}`
	return `k${kernel.kind === 'series' ? kernel.series : kernel.release}`
}

const versionWord = (value: ProvidedVersion): string =>
	value.provider === 'local' ? `-local-${basename(value.dir)}` : value.version

function networkWord(network: NetworkValue): string {
	if ('file' in network) return `pasta-file-${network.file.sha256.slice(0, 8)}`
	return 'version' in network ? `${network.driver}${network.version ?? ''}` : network.driver
}

/** `k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default`; not yet unique. */
export function cellSlug(axes: Axes): string {
	const { kernel, docker, rootlesskit, network } = parseAxes(axes)
	const words = [
		kernelWord(kernel),
		axes.brNetfilter,
		`docker${versionWord(docker)}`,
		...(rootlesskit.provider === 'bundled' ? [] : [`rk${versionWord(rootlesskit)}`]),
		networkWord(network),
		axes.portDriver,
		axes.daemon,
	]
	// A directory's name may have 255 bytes, and sockets' paths 107 in all.
	return safe(words.join('-')).slice(0, 120)
}

/** Slugs that two cells share (`debian:27.5.1` and `upstream:27.5.1`) get the cell's id behind them. */
export function uniqueSlugs(cells: readonly { readonly id: string; readonly slug: string }[]): string[] {
	// Compared without case, so that a run's directory can be copied to any file system.
	const count = new Map<string, number>()
	for (const { slug } of cells) count.set(slug.toLowerCase(), (count.get(slug.toLowerCase()) ?? 0) + 1)
	return cells.map(({ id, slug }) => (count.get(slug.toLowerCase()) === 1 ? slug : `${slug}-${id}`))
}
