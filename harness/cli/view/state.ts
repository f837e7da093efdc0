import { type CellRecord, foldEvents, hasItsEnd, type RunEvent, type RunState, stepRun } from '#results'

/** What the live view shows: the run as every report folds it, and the verdicts of cells that have ended. */
export interface ViewState {
	/** Missing until the run has started: before that, only notes come. */
	readonly run: RunState | undefined
	/** By cell id. */
	readonly records: ReadonlyMap<string, CellRecord>
	/** The events of cells that have not come to an end of their own, over all attempts, to judge them by when they end. */
	readonly open: ReadonlyMap<string, readonly RunEvent[]>
	/** The ids of the cells that a resumed run is to try again, and has not begun: what they came to is no end. */
	readonly again: ReadonlySet<string>
}

export const nothingYet: ViewState = {
	run: undefined,
	records: new Map(),
	open: new Map(),
	again: new Set(),
}

/** The state after one more event. Events of cells that the run never planned change nothing. */
export function foldView(state: ViewState, event: RunEvent): ViewState {
	if (event.type !== 'run.started' && state.run === undefined) return state
	if (event.type === 'run.started') {
		const tried = [...(state.run?.cells ?? [])].filter(([, cell]) => cell.attempts > 0)
		const again = new Set(tried.filter(([, cell]) => !hasItsEnd(cell)).map(([id]) => id))
		return { ...state, run: stepRun(state.run, event), again }
	}
	if (!('cell' in event)) return { ...state, run: stepRun(state.run, event) }
	if (!state.run?.cells.has(event.cell)) return state
	const run = stepRun(state.run, event)
	// An attempt without those before it looks like one of a log that has lost them.
	const events = [...(state.open.get(event.cell) ?? []), event]
	const open = new Map(state.open).set(event.cell, events)
	const again = new Set([...state.again].filter((id) => id !== event.cell))
	if (event.type !== 'cell.ended') return { ...state, run, open, again }
	const cell = run.cells.get(event.cell)
	if (cell && hasItsEnd(cell)) open.delete(event.cell)
	const records = new Map(state.records).set(event.cell, judged(event.cell, run, events))
	return { run, open, records, again }
}

/** The cell's verdict by the same fold that writes results.json, over this cell's events alone. */
function judged(id: string, { started }: RunState, events: readonly RunEvent[]): CellRecord {
	const cells = started.cells.filter((cell) => cell.id === id)
	const [record] = foldEvents([{ ...started, cells }, ...events]).cells
	if (!record) throw new Error(`Cell ${id} ended and was not planned.`)
	return record
}
