import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseAxes, type Plan } from '#harness/matrix'
import { pastColdTimings, pastTimings } from '#harness/past-timings'
import { openLockFile, type Lock } from '#images'
import type { Axes } from '#results'
import type { Context } from '../context.ts'
import { bytes } from '../view/index.ts'

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
		download: await downloadOf(
			keysOf(cells.map(({ axes }) => axes)),
			lockPath,
			await services.cacheDirectory(env),
		),
	}
}

async function downloadOf(
	keys: readonly string[],
	lockPath: string,
	cache: string,
): Promise<PlanEstimate['download']> {
	const lock: Lock = await openLockFile(lockPath)
	const [debs, files] = await Promise.all([names(join(cache, 'apt/debs')), names(join(cache, 'downloads'))])
	let [cached, artifacts, total] = [0, 0, 0]
	const unknown: string[] = []
	for (const key of keys) {
		const pinned = lock.pinned(key)
		if (pinned === undefined) unknown.push(key)
		else if ('packages' in pinned) {
			const isCached = pinned.packages.every(({ name, version }) =>
				debs.some((deb) => deb.startsWith(`${name}_${version.replaceAll(':', '%3a')}_`)),
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
export function keysOf(cells: readonly Axes[]): string[] {
	const [deb, elf] = process.arch === 'arm64' ? ['arm64', 'aarch64'] : ['amd64', 'x86_64']
	const keys = new Set<string>()
	for (const axes of cells) {
		const { kernel, docker, rootlesskit, network } = parseAxes(axes)
		if (kernel.provider === 'debian')
			keys.add(`debian kernel ${kernel.kind === 'series' ? kernel.series : kernel.release} ${deb}`)
		if (docker.provider === 'debian') keys.add(`debian docker ${docker.version} ${deb}`)
		if (docker.provider === 'upstream') keys.add(`docker-${docker.version}.tgz ${elf}`)
		if (rootlesskit.provider === 'debian') keys.add(`debian rootlesskit ${rootlesskit.version} ${deb}`)
		if (rootlesskit.provider === 'bundled' && docker.provider === 'debian')
			keys.add(`debian rootlesskit of docker ${docker.version} ${deb}`)
		if (rootlesskit.provider === 'bundled' && docker.provider === 'upstream')
			keys.add(`docker-rootless-extras-${docker.version}.tgz ${elf}`)
		if ('version' in network) {
			const { driver, version } = network
			const whose = docker.provider === 'debian' ? `docker ${docker.version}` : 'trixie'
			if (driver === 'pasta') keys.add(`debian passt ${version} ${deb}`)
			else keys.add(`debian slirp4netns ${version ?? `of ${whose}`} ${deb}`)
		}
	}
	return [...keys]
}

const MOST_NAMED = 4

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
	const named = unknown.slice(0, MOST_NAMED).join(', ')
	const more = unknown.length > MOST_NAMED ? ` and ${unknown.length - MOST_NAMED} more` : ''
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
