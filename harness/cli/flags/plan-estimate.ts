import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Cell, type Plan, stackRequest } from '#harness/matrix'
import { type Experience, pastExperience } from '#harness/past-timings'
import { hashOf, isBaseImageCached, type Lock, openLockFile } from '#images/pins'
import { kernelPins, stackPins } from '#images/providers'
import type { Context } from '../context.ts'
import { bytes } from '../view/bytes.ts'
import { guestArchitecture } from '#results/architecture'

/** What a cell took where nothing is known: the mean of quick's, two at a time on two cores without KVM. */
const DEFAULT_CELL_MS = 150_000

export interface PlanEstimate {
	readonly time: {
		/** Of all cells, one after the other. */
		readonly ms: number
		/** How many of them are guessed from earlier runs of the same cells; the others from the mean, or the default. */
		readonly fromPastRuns: number
		/** Of those, how many have left a snapshot to be restored from. */
		readonly warm: number
		readonly msOfOthers: number
		/** What a cell that boots takes, by phase; empty where no earlier run tells. */
		readonly phases: Readonly<Record<string, number>>
		/** With as many VMs at once as in the newest run; 1 where there is none. */
		readonly concurrency: number
		readonly wallMs: number
	}
	/** Artifacts of the matrix, by what is known about getting them. */
	readonly download: {
		readonly cached: number
		readonly known: { readonly artifacts: number; readonly bytes: number }
		/** Not in the lock, or pinned without a size. */
		readonly unknown: readonly string[]
	}
	/** The base images that have to be built, by what they are of: `Debian 13`. */
	readonly toBuild: readonly string[]
}

/** What a run would take, as far as earlier runs, the lock and the cache tell. Fetches nothing. */
export async function estimatePlan(
	plan: Plan,
	{ runsDir, lockPath }: { readonly runsDir: string; readonly lockPath: string },
	{ services, env }: Context,
): Promise<PlanEstimate> {
	const untried = new Set(plan.unavailable.map(({ id }) => id))
	const cells = plan.cells.filter(({ id }) => !untried.has(id))
	const cache = await services.cacheDirectory(env)
	return {
		time: timeOf(cells, await pastExperience(runsDir)),
		download: await downloadOf(keysOf(cells), lockPath, cache),
		toBuild: await imagesToBuild(cells, cache),
	}
}

async function imagesToBuild(cells: readonly Cell[], cache: string): Promise<string[]> {
	const arch = guestArchitecture(cells)
	const guests = [...new Set(cells.map(({ axes }) => axes.guest.value))]
	const cached = await Promise.all(
		guests.map((guest) => isBaseImageCached(guest, { cacheRoot: cache, arch })),
	)
	return guests.filter((_, index) => !cached[index]).map(({ title }) => title)
}

/** What was restored says nothing about a cell that has no snapshot yet: that one is guessed from those that booted. */
export function timeOf(cells: readonly Pick<Cell, 'id'>[], past: Experience): PlanEstimate['time'] {
	const sum = (items: readonly number[]) => items.reduce((total, item) => total + item, 0)
	const known = cells.flatMap(({ id }) => past.cells.get(id) ?? [])
	const msOfOthers = past.coldPhases.size === 0 ? DEFAULT_CELL_MS : sum([...past.coldPhases.values()])
	const ms = sum(known.map((one) => one.ms)) + (cells.length - known.length) * msOfOthers
	const concurrency = Math.max(1, Math.min(past.concurrency ?? 1, cells.length))
	return {
		ms,
		fromPastRuns: known.length,
		warm: known.filter(({ state }) => state === 'warm').length,
		msOfOthers,
		phases: Object.fromEntries(past.coldPhases),
		concurrency: Math.round(concurrency * 10) / 10,
		wallMs: Math.round(ms / concurrency),
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
export function keysOf(cells: readonly Cell[]): string[] {
	const arch = guestArchitecture(cells)
	const keys = cells.flatMap(({ axes }) => [
		...kernelPins(axes.kernel.value, arch),
		...stackPins(stackRequest(axes), arch),
	])
	return [...new Set(keys)]
}

const MAX_NAMED = 4

function hours(ms: number): string {
	const minutes = Math.round(ms / 60_000)
	return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Phases of a second and more. */
const phaseWords = (phases: Readonly<Record<string, number>>): string =>
	Object.entries(phases)
		.filter(([, ms]) => ms >= 1000)
		.map(([name, ms]) => `${name} ${Math.round(ms / 1000)} s`)
		.join(', ')

/** The estimate in two lines, or three. */
export function estimateLines({ time, download, toBuild }: PlanEstimate, cells: number): string[] {
	const others = cells - time.fromPastRuns
	const each = `${Math.round(time.msOfOthers / 1000)} s`
	const basis = [
		...(time.fromPastRuns === 0
			? []
			: [
					`${time.fromPastRuns} as in earlier runs${time.warm === 0 ? '' : `, ${time.warm} of them from snapshots`}`,
				]),
		...(others === 0
			? []
			: [
					`${others} at ${each}, ${time.msOfOthers === DEFAULT_CELL_MS ? 'a default' : `as earlier cells that booted: ${phaseWords(time.phases)}`}`,
				]),
	]
	const { cached, known, unknown } = download
	const named = unknown.slice(0, MAX_NAMED).join(', ')
	const more = unknown.length > MAX_NAMED ? ` and ${unknown.length - MAX_NAMED} more` : ''
	const parts = [
		...(known.artifacts === 0 ? [] : [`${bytes(known.bytes)} for ${known.artifacts} pinned files`]),
		...(unknown.length === 0
			? []
			: [`unknown for ${unknown.length}, which were not looked up (${named}${more})`]),
		...(cached === 0 ? [] : [`nothing for ${cached} in the cache`]),
	]
	const atOnce =
		time.concurrency === 1
			? ''
			: `, ${hours(time.wallMs)} with ${time.concurrency} at once as in the newest run`
	return [
		`time: about ${hours(time.ms)} with one VM at a time${atOnce} (${basis.join('; ')})`,
		`download: ${parts.join('; ') || 'nothing'}`,
		...(toBuild.length === 0
			? []
			: [`to build: the base image of ${toBuild.join(', and of ')} (some minutes)`]),
	]
}
