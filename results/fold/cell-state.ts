import type {
	CellRecord,
	CheckRecord,
	Outcome,
	PlannedCell,
	RunEvent,
	SnapshotOrigin,
	Stack,
} from '../schema/index.ts'
import type { CellEnd } from '../verdicts/index.ts'

/** Events that belong to one cell. */
export type CellEvent = Extract<RunEvent, { cell: string }>
type CheckEnded = Extract<RunEvent, { type: 'check.ended' }>

/** One check of the cell's current attempt. */
export interface CheckState {
	readonly startedAt: string
	/** Missing while it runs; for ever, when it died. */
	readonly ended?: CheckEnded
}

/** What the events so far say about one cell; its current attempt only, but for the counters. */
export interface CellState {
	readonly plan: PlannedCell
	readonly attempts: number
	/** How often each check was started, over all attempts of the cell. */
	readonly checkAttempts: ReadonlyMap<string, number>
	readonly checks: ReadonlyMap<string, CheckState>
	readonly phases: CellRecord['phases']
	readonly phase: string | undefined
	readonly stack: Stack
	readonly accelerator: string | undefined
	readonly snapshot: SnapshotOrigin | undefined
	readonly end: CellEnd
	readonly evidence: readonly string[]
	readonly startedAt: string | undefined
	/** When the cell's last event was. */
	readonly lastAt: string | undefined
}

const untried = () =>
	({
		checks: new Map<string, CheckState>(),
		phases: [],
		phase: undefined,
		stack: { origins: [] },
		accelerator: undefined,
		snapshot: undefined,
		evidence: [],
	}) satisfies Partial<CellState>

export function plannedState(plan: PlannedCell): CellState {
	return {
		...untried(),
		plan,
		attempts: 0,
		checkAttempts: new Map(),
		end: { state: 'waiting' },
		startedAt: undefined,
		lastAt: undefined,
	}
}

/** How a map gets an entry: as a new map, or, while nobody else holds it, in place. */
export type Put = <V>(map: ReadonlyMap<string, V>, key: string, value: V) => ReadonlyMap<string, V>
const asNew: Put = (map, key, value) => new Map(map).set(key, value)

function endCheck(state: CellState, event: CheckEnded, put: Put): Partial<CellState> {
	const open = state.checks.get(event.check)
	const unannounced = open === undefined || open.ended !== undefined
	const attempts = state.checkAttempts.get(event.check) ?? 0
	return {
		checks: put(state.checks, event.check, { startedAt: open?.startedAt ?? event.at, ended: event }),
		// A skipped check may end without a start; that is still an attempt.
		checkAttempts: put(state.checkAttempts, event.check, unannounced ? attempts + 1 : attempts),
	}
}

function changes(state: CellState, event: CellEvent, put: Put): Partial<CellState> {
	switch (event.type) {
		case 'cell.started':
			return { ...untried(), attempts: state.attempts + 1, end: { state: 'open' }, startedAt: event.at }
		case 'phase.started':
			return { phase: event.phase }
		case 'phase.ended':
			return {
				phases: [...state.phases, { name: event.phase, ms: event.ms }],
				phase: state.phase === event.phase ? undefined : state.phase,
			}
		case 'stack.reported':
			return { stack: event.stack, accelerator: event.accelerator, snapshot: event.snapshot }
		case 'check.started':
			return {
				checks: put(state.checks, event.check, { startedAt: event.at }),
				checkAttempts: put(state.checkAttempts, event.check, (state.checkAttempts.get(event.check) ?? 0) + 1),
			}
		case 'check.ended':
			return endCheck(state, event, put)
		case 'cell.ended':
			return {
				end: { state: event.outcome, reason: event.reason, phase: state.phase },
				evidence: event.evidence ?? [],
			}
	}
}

/** The cell's state after one more of its events. */
export function stepCell(state: CellState, event: CellEvent, put: Put = asNew): CellState {
	return { ...state, ...changes(state, event, put), lastAt: event.at }
}

/** A check as the record wants it, before an expectation is applied. */
export interface CheckOutcome {
	readonly outcome: Outcome
	readonly record: Omit<CheckRecord, 'verdict'>
}

export function checkOutcome(state: CellState, id: string, check: CheckState): CheckOutcome {
	const attempts = state.checkAttempts.get(id) ?? 1
	if (check.ended === undefined) {
		const ms = Math.max(0, Date.parse(state.lastAt ?? check.startedAt) - Date.parse(check.startedAt))
		return {
			outcome: 'error',
			record: { id, ms, attempts, message: 'the check started and never ended' },
		}
	}
	const { outcome, ms, message, ways, evidence, observations } = check.ended
	return {
		outcome,
		record: {
			id,
			ms,
			attempts,
			...(message === undefined ? {} : { message }),
			...(ways === undefined ? {} : { ways }),
			...(evidence === undefined ? {} : { evidence }),
			...(observations === undefined ? {} : { observations }),
		},
	}
}
