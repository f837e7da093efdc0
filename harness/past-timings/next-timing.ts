import type { CellRecord, Results } from '#results'
import { isTimed } from './timed.ts'

/** What a cell is expected to take the next time, in milliseconds. */
interface NextTiming {
	/** It leaves, or was restored from, a snapshot: the next time it needs no boot and no install. */
	readonly state: 'cold' | 'warm'
	readonly ms: number
}

/** Milliseconds by the name of a phase. */
type PhaseTimes = ReadonlyMap<string, number>

export interface Experience {
	/** By the cell's id, from the newest run in which it came to an end of its own. */
	readonly cells: ReadonlyMap<string, NextTiming>
	/** The mean of every phase over all cells that booted; empty where none is known. */
	readonly coldPhases: PhaseTimes
	/** How many VMs ran at once, on average over the newest run with any; undefined where no run is known. */
	readonly concurrency: number | undefined
}

/** What a restore does not save. Fixtures are in the snapshot. */
const warmPhases = new Set(['artifacts', 'restore', 'suites', 'stop'])

/** What earlier runs tell about the next one: measured phases, on this machine and under its load. */
export function experienceOf(newestFirst: readonly Results[]): Experience {
	const cells = new Map<string, NextTiming>()
	const cold: CellRecord[] = []
	for (const cell of newestFirst.flatMap((run) => run.cells)) {
		if (!isTimed(cell)) continue
		const names = new Set(cell.phases.map(({ name }) => name))
		if (names.has('boot') || names.has('install')) cold.push(cell)
		const isWarm = names.has('restore') || names.has('snapshot')
		const phases = isWarm ? cell.phases.filter(({ name }) => warmPhases.has(name)) : cell.phases
		if (!cells.has(cell.id)) cells.set(cell.id, { state: isWarm ? 'warm' : 'cold', ms: sumOf(phases) })
	}
	const sums = new Map<string, number>()
	for (const { name, ms } of cold.flatMap(({ phases }) => phases)) sums.set(name, (sums.get(name) ?? 0) + ms)
	return {
		cells,
		coldPhases: new Map([...sums].map(([name, ms]) => [name, Math.round(ms / cold.length)])),
		concurrency: newestFirst.map(concurrencyOf).find((one) => one !== undefined),
	}
}

const sumOf = (items: readonly { readonly ms: number }[]): number =>
	items.reduce((total, { ms }) => total + ms, 0)

/** Of a run that took longer than its cells one after the other, one. */
function concurrencyOf({ run, cells }: Results): number | undefined {
	const work = sumOf(cells.filter(isTimed).flatMap(({ phases }) => phases))
	const wall = run.endedAt === undefined ? 0 : Date.parse(run.endedAt) - Date.parse(run.startedAt)
	return work === 0 || wall <= 0 ? undefined : Math.max(1, work / wall)
}
