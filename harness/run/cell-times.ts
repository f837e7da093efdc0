import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { CellRecord, PlannedCell } from '#results'

const FILE = 'cell-times.json'
const recorded = z.record(z.string(), z.number().nonnegative())

/** How long cells took when they last ran on this machine: milliseconds by the cell's id. */
export type CellTimes = ReadonlyMap<string, number>

/** What was recorded in the cache. It only decides an order, so what cannot be read is as good as nothing. */
export async function readCellTimes(cacheRoot: string): Promise<CellTimes> {
	const text = await readFile(join(cacheRoot, FILE), 'utf8').catch(() => '{}')
	try {
		return new Map(Object.entries(recorded.parse(JSON.parse(text))))
	} catch {
		return new Map()
	}
}

/** Adds the cells of a run that came to an end of their own. */
export async function recordCellTimes(cacheRoot: string, cells: readonly CellRecord[]): Promise<void> {
	const times = new Map(await readCellTimes(cacheRoot))
	for (const { id, verdict, phases } of cells)
		if (verdict !== 'error' && phases.length > 0) times.set(id, total(phases))
	await mkdir(cacheRoot, { recursive: true })
	// Another run may write it at the same time: one of the two is kept, and whole.
	const own = join(cacheRoot, `${FILE}.${process.pid}`)
	await writeFile(own, `${JSON.stringify(Object.fromEntries(times))}\n`)
	await rename(own, join(cacheRoot, FILE))
}

const total = (phases: CellRecord['phases']): number => phases.reduce((sum, { ms }) => sum + ms, 0)

/**
 * The order in which to start cells that run side by side: a long one left for the end would run alone. Cells that never
 * ran may be long, so they come first; else the plan's order stays, in which neighbours share a kernel.
 */
export function longestFirst<Cell extends Pick<PlannedCell, 'id'>>(
	cells: readonly Cell[],
	times: CellTimes,
): Cell[] {
	const expected = ({ id }: Cell) => times.get(id) ?? Number.MAX_VALUE
	return [...cells].sort((a, b) => expected(b) - expected(a))
}
