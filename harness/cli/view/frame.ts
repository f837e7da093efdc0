import type { RunState } from '#results'
import { clock, duration } from './duration.ts'
import type { PastTimings } from '#harness/past-timings'
import { fit } from './one-line.ts'
import type { ViewState } from './state.ts'

export interface FrameOptions {
	/** Milliseconds since the epoch, as all times here. */
	readonly now: number
	/** When the view began, which is before the run's first event. */
	readonly since: number
	readonly width: number
	/** Rows of the terminal; the block never fills it. */
	readonly height: number
	readonly expected: PastTimings
}

type CellState = RunState['cells'] extends ReadonlyMap<string, infer C> ? C : never

const isRunning = ({ end }: CellState) => end.state === 'open'
const isUnfinished = ({ end }: CellState) => end.state === 'open' || end.state === 'waiting'
const toWaiting = (cell: CellState): CellState => ({ ...cell, end: { state: 'waiting' } })
const sinceStart = (cell: CellState, now: number) => now - Date.parse(cell.startedAt ?? '')

/** The block that is redrawn: a header, and a line for each running cell. No line is wider than the terminal. */
export function frameOf({ run, again }: ViewState, options: FrameOptions): readonly string[] {
	const { now, since, width, height } = options
	if (run === undefined) return [fit(`preparing · ${clock(now - since)}`, width - 1)]
	if (run.ended) return []
	const cells = [...run.cells].map(([id, cell]) => (again.has(id) ? toWaiting(cell) : cell))
	const running = cells.filter(isRunning)
	const shown = running.slice(0, Math.max(1, height - 3))
	// What a cell does matters more than the end of its name.
	const room = Math.max(24, width - 46)
	const slugs = Math.min(room, Math.max(0, ...shown.map(({ plan }) => plan.slug.length)))
	const more = running.length - shown.length
	return [
		header(cells, running.length, options),
		...shown.map((cell) => runningLine(cell, slugs, options)),
		...(more > 0 ? [`  … and ${more} more running`] : []),
	].map((line) => fit(line, width - 1))
}

function header(cells: readonly CellState[], running: number, options: FrameOptions): string {
	const unfinished = cells.filter(isUnfinished)
	const left = timeLeft(unfinished, running, options)
	return [
		`${cells.length - unfinished.length}/${cells.length} cells done`,
		`${running} running`,
		clock(options.now - options.since),
		...(left === undefined ? [] : [`about ${duration(left)} left`]),
	].join(' · ')
}

/** Known only when every cell that has not ended was timed in an earlier run. */
function timeLeft(unfinished: readonly CellState[], jobs: number, { now, expected }: FrameOptions) {
	if (jobs === 0) return undefined
	let work = 0
	for (const cell of unfinished) {
		const usual = expected.get(cell.plan.id)
		if (usual === undefined) return undefined
		work += isRunning(cell) ? Math.max(0, usual - sinceStart(cell, now)) : usual
	}
	return work / jobs
}

function runningLine(cell: CellState, slugs: number, { now, expected }: FrameOptions): string {
	const usual = expected.get(cell.plan.id)
	const elapsed = clock(sinceStart(cell, now)) + (usual === undefined ? '' : ` of ~${clock(usual)}`)
	const checks = [...cell.checks]
	const current = checks.find(([, check]) => check.ended === undefined)?.[0]
	const done = checks.filter(([, check]) => check.ended !== undefined).length
	const tally = done === 0 ? '' : `, ${done} ${done === 1 ? 'check' : 'checks'} done`
	return `  ▸ ${fit(cell.plan.slug, slugs).padEnd(slugs)}  ${elapsed}  ${current ?? cell.phase ?? 'starting'}${tally}`
}
