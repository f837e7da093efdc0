import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Cell, Plan } from '#harness/matrix'
import { pastColdTimings, pastTimings } from '#harness/past-timings'
import { hashOf, type Lock, openLockFile } from '#images/pins'
import { kernelPins, stackPins } from '#images/providers'
import type { Context } from '../context.ts'
import { bytes } from '../view/bytes.ts'

/** What a cell took where nothing is known: the mean of quick's, two at a time on two cores without KVM. */
const DEFAULT_CELL_MS = 150_000

export interface PlanEstimate {
	readonly time: {
		/** Of all cells, one after the other. */
		readonly ms: number
		/** How many of them are guessed from earlier runs of the same cells; the others from the mean, or the default. */
		readonly fromPastRuns: number
		readonly msOfOthers: number
	}
	/** Artifacts of the matrix, by what is known about getting them. */
	readonly download: {
		readonly cached: number
		readonly known: { readonly artifacts: number; readonly bytes: number }
		/** Not in the lock, or pinned without a size. */
		readonly unknown: readonly string[]
	}
}

/** What a run would take, as far as earlier runs, the lock and the cache tell. Fetches nothing. */
export async function estimatePlan(
	plan: Plan,
	{ runsDir, lockPath }: { readonly runsDir: string; readonly lockPath: string },
	{ services, env }: Context,
): Promise<PlanEstimate> {
	const past = await pastTimings(runsDir)
	const untried = new Set(plan.unavailable.map(({ id }) => id))
	const cells = plan.cells.filter(({ id }) => !untried.has(id))
	const known = cells.flatMap(({ id }) => past.get(id) ?? [])
	const sum = (items: readonly number[]) => items.reduce((total, item) => total + item, 0)
	// What was restored says nothing about a cell that has no snapshot yet.
	const all = await pastColdTimings(runsDir)
	const msOfOthers = all.length === 0 ? DEFAULT_CELL_MS : Math.round(sum(all) / all.length)
	return {
		time: {
			ms: sum(known) + (cells.length - known.length) * msOfOthers,
			fromPastRuns: known.length,
			msOfOthers,
		},
		download: await downloadOf(keysOf(cells), lockPath, await services.cacheDirectory(env)),
	}
}

async function downloadOf(
	keys: readonly string[],
	lockPath: string,
	cache: string,
): Promise<PlanEstimate['download']> {
	const lock: Lock = await openLockFile(lockPath)
	const folders = ['apt/debs', 'downloads', 'sources'].map((folder) => names(join(cache, folder)))
	const [debs = [], files = [], sources = []] = await Promise.all(folders)
	let [cached, artifacts, total] = [0, 0, 0]
	const unknown: string[] = []
	for (const key of keys) {
		const pinned = lock.pinned(key)
		if (pinned === undefined) unknown.push(key)
		else if ('packages' in pinned) {
			const isCached = pinned.packages.every(
				({ name, version, suite }) =>
					debs.some((deb) => deb.startsWith(`${name}_${version.replaceAll(':', '%3a')}_`)) ||
					sources.includes(hashOf({ name, version, suite })),
			)
			if (isCached) cached++
			else unknown.push(key)
		} else if (files.includes(pinned.sha256)) cached++
		else {
			artifacts++
			total += pinned.size
		}
	}
	return { cached, known: { artifacts, bytes: total }, unknown }
}

const names = (dir: string): Promise<string[]> => readdir(dir).catch(() => [])

/** The lock's keys for what cells boot with, each once. */
export const keysOf = (cells: readonly Cell[]): string[] => [
	...new Set(
		cells.flatMap(({ axes: { kernel, docker, rootlesskit, network, guest } }) => [
			...kernelPins(kernel.value),
			...stackPins({
				docker: docker.value,
				rootlesskit: rootlesskit.value,
				network: network.value,
				guest: guest.value,
			}),
		]),
	),
]

const MAX_NAMED = 4

function hours(ms: number): string {
	const minutes = Math.round(ms / 60_000)
	return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** The estimate in two lines. */
export function estimateLines({ time, download }: PlanEstimate, cells: number): string[] {
	const others = cells - time.fromPastRuns
	const each = `${Math.round(time.msOfOthers / 1000)} s`
	const basis = [
		...(time.fromPastRuns === 0 ? [] : [`${time.fromPastRuns} as in earlier runs`]),
		...(others === 0
			? []
			: [
					`${others} at ${each}, ${time.msOfOthers === DEFAULT_CELL_MS ? 'a default' : 'the mean of earlier cells without a snapshot'}`,
				]),
	]
	const { cached, known, unknown } = download
	const named = unknown.slice(0, MAX_NAMED).join(', ')
	const more = unknown.length > MAX_NAMED ? ` and ${unknown.length - MAX_NAMED} more` : ''
	const parts = [
		...(known.artifacts === 0 ? [] : [`${bytes(known.bytes)} for ${known.artifacts} pinned files`]),
		...(unknown.length === 0 ? [] : [`unknown for ${unknown.length} (${named}${more})`]),
		...(cached === 0 ? [] : [`nothing for ${cached} in the cache`]),
	]
	return [
		`time: about ${hours(time.ms)} with one VM at a time (${basis.join('; ')})`,
		`download: ${parts.join('; ') || 'nothing'}; the base image comes on top where it is not built yet`,
	]
}
