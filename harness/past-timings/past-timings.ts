import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { results as resultsSchema, type Results } from '#results'

/** Milliseconds by the cell's id. */
export type PastTimings = ReadonlyMap<string, number>

/** How many earlier runs are looked at, newest first: a sharded matrix spreads its cells over several. */
const LOOK_BACK = 8

/** How long each cell took when it last came to an end of its own. */
export function timingsOf(newestFirst: readonly Results[]): PastTimings {
	const timings = new Map<string, number>()
	for (const { cells } of newestFirst)
		for (const { id, verdict, phases } of cells) {
			const ms = phases.reduce((sum, phase) => sum + phase.ms, 0)
			if (verdict !== 'error' && verdict !== 'unavailable' && ms > 0 && !timings.has(id)) timings.set(id, ms)
		}
	return timings
}

/** {@link timingsOf} over the runs of a directory. What cannot be read is passed over: it is only a guess. */
export async function pastTimings(runsDir: string): Promise<PastTimings> {
	const names = await readdir(runsDir).catch(() => [])
	const runs = names
		.filter((name) => /^\d{8}T/.test(name))
		.sort()
		.reverse()
		.slice(0, LOOK_BACK)
	const read = await Promise.all(
		runs.map((name) => readFile(join(runsDir, name, 'results.json'), 'utf8').catch(() => '')),
	)
	return timingsOf(read.flatMap((text) => parsed(text) ?? []))
}

function parsed(text: string): Results | undefined {
	try {
		return resultsSchema.parse(JSON.parse(text))
	} catch {
		return undefined
	}
}
