import { InternalError } from '../errors/index.ts'
import type { RunEvent } from '../schema/index.ts'
import { plannedState, stepCell, type CellState, type Put } from './cell-state.ts'

type RunStarted = Extract<RunEvent, { type: 'run.started' }>
type RunEnded = Extract<RunEvent, { type: 'run.ended' }>

/** What the events so far say about a run: what a live view draws, and what results are made of. */
export interface RunState {
	readonly started: RunStarted
	readonly ended: RunEnded | undefined
	/** In the plan's order. */
	readonly cells: ReadonlyMap<string, CellState>
	readonly notes: readonly { readonly at: string; readonly message: string }[]
}

function startRun(state: RunState | undefined, event: RunStarted): RunState {
	const known = state?.cells ?? new Map<string, CellState>()
	const planned = new Set(event.cells.map(({ id }) => id))
	// No run is resumed with other cells. Where a log says so, none is forgotten: it may have failed, or never have had its turn.
	const left = [...known].filter(([id]) => !planned.has(id))
	const { eventsVersion = state?.started.eventsVersion } = event
	// Cells of before stay, and so does how the runs differed that they came from.
	const mixed = [...new Set([...(state?.started.mixed ?? []), ...(event.mixed ?? [])])]
	return {
		// A resumed run keeps its first start; what it runs with is what it runs with now. None takes back what forms failures have.
		started: {
			...event,
			at: state?.started.at ?? event.at,
			...(eventsVersion === undefined ? {} : { eventsVersion }),
			...(mixed.length === 0 ? {} : { mixed }),
		},
		ended: undefined,
		cells: new Map([
			...event.cells.map((plan) => [plan.id, known.get(plan.id) ?? plannedState(plan)] as const),
			...left,
		]),
		notes: state?.notes ?? [],
	}
}

/**
 * The run's state after one more event; start from `undefined`.
 * @throws HarnessError `internal` for an event before `run.started` or of a cell that was not planned.
 */
export function stepRun(state: RunState | undefined, event: RunEvent): RunState {
	if (event.type === 'run.started') return startRun(state, event)
	if (state === undefined)
		throw new InternalError(`the event log begins with "${event.type}" instead of "run.started"`)
	switch (event.type) {
		case 'run.ended':
			return { ...state, ended: event }
		case 'note':
			return { ...state, notes: [...state.notes, { at: event.at, message: event.message }] }
		default: {
			const cell = state.cells.get(event.cell)
			if (cell === undefined)
				throw new InternalError(`"${event.type}" names the cell ${event.cell}, which was not planned`)
			return { ...state, cells: new Map(state.cells).set(event.cell, stepCell(cell, event)) }
		}
	}
}

/** Mutates in place; safe only inside `replay`, whose intermediate states are never exposed. */
const inPlace: Put = <V>(map: ReadonlyMap<string, V>, key: string, value: V) =>
	(map as Map<string, V>).set(key, value)

/**
 * The same as every `stepRun` in turn, in time that grows with the events alone: a million of them take seconds.
 * @throws HarnessError `internal` when there is no `run.started`.
 */
export function replay(events: Iterable<RunEvent>): RunState {
	let state: RunState | undefined
	for (const event of events) {
		if (state === undefined || !('cell' in event)) {
			const next: RunState = stepRun(state, event)
			state = next.cells === state?.cells ? next : { ...next, cells: new Map(next.cells) }
			continue
		}
		const cell = state.cells.get(event.cell)
		// Where it goes wrong, it says so as any step does.
		if (cell === undefined) stepRun(state, event)
		else inPlace(state.cells, event.cell, stepCell(cell, event, inPlace))
	}
	if (state === undefined) throw new InternalError('the event log is empty: no run ever started')
	return state
}
