import { type CellRecord, foldEvents, type RunEvent, type RunState, stepRun } from '#results'

/** What the live view shows: the run as every report folds it, and the verdicts of cells that have ended. */
export interface ViewState {
	/** Missing until the run has started: before that, only notes come. */
	readonly run: RunState | undefined
	/** By cell id. */
	readonly records: ReadonlyMap<string, CellRecord>
	/** The events of cells that run now, to judge them by when they end. */
	readonly open: ReadonlyMap<string, readonly RunEvent[]>
}

export const nothingYet: ViewState = { run: undefined, records: new Map(), open: new Map() }

/** The state after one more event. Events of cells that the run never planned change nothing. */
export function foldView(state: ViewState, event: RunEvent): ViewState {
	if (event.type !== 'run.started' && state.run === undefined) return state
	if (!('cell' in event)) return { ...state, run: stepRun(state.run, event) }
	if (!state.run?.cells.has(event.cell)) return state
	const run = stepRun(state.run, event)
	const before = event.type === 'cell.started' ? [] : (state.open.get(event.cell) ?? [])
	const events = [...before, event]
	const open = new Map(state.open).set(event.cell, events)
	if (event.type !== 'cell.ended') return { ...state, run, open }
	open.delete(event.cell)
	const records = new Map(state.records).set(event.cell, judged(event.cell, run, events))
	return { run, open, records }
}

/** The cell's verdict by the same fold that writes results.json, over this cell's events alone. */
function judged(id: string, { started }: RunState, events: readonly RunEvent[]): CellRecord {
	const cells = started.cells.filter((cell) => cell.id === id)
	const [record] = foldEvents([{ ...started, cells }, ...events]).cells
	if (!record) throw new Error(`Cell ${id} ended and was not planned.`)
	return record
}
