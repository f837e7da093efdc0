import { join } from 'node:path'
import { type Experience, experienceOf } from './next-timing.ts'
import { isTimed, msOf } from './timed.ts'
import { listRuns, results as resultsSchema, type Results } from '#results'
import { readPlain } from '#results/files'

/** Milliseconds by the cell's id. */
export type PastTimings = ReadonlyMap<string, number>

/** How many earlier runs are looked at, newest first: a sharded matrix spreads its cells over several. */
const LOOK_BACK = 8

/** Of the results of one run; those of a thousand cells have some tens of MiB. */
const MAX_BYTES = 256 * 2 ** 20

/** How long each cell took when it last came to an end of its own. */
export function timingsOf(newestFirst: readonly Results[]): PastTimings {
	const timings = new Map<string, number>()
	for (const { cells } of newestFirst)
		for (const cell of cells) if (isTimed(cell) && !timings.has(cell.id)) timings.set(cell.id, msOf(cell))
	return timings
}

/** {@link experienceOf} over the runs of a directory. */
export async function pastExperience(runsDir: string): Promise<Experience> {
	return experienceOf(await pastRuns(runsDir))
}

/** {@link timingsOf} over the runs of a directory. What cannot be read is passed over: it is only a guess. */
export async function pastTimings(runsDir: string): Promise<PastTimings> {
	return timingsOf(await pastRuns(runsDir))
}

/** The newest first. */
async function pastRuns(runsDir: string): Promise<Results[]> {
	const runs = await listRuns(runsDir).catch(() => [])
	const read = await Promise.all(
		runs
			.slice(0, LOOK_BACK)
			.map(({ dir }) => readPlain(join(dir, 'results.json'), { maxBytes: MAX_BYTES }).catch(() => '')),
	)
	return read.flatMap((text) => parsed(text) ?? [])
}

function parsed(text: string): Results | undefined {
	try {
		return resultsSchema.parse(JSON.parse(text))
	} catch {
		return undefined
	}
}
