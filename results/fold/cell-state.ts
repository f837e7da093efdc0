import type {
	CellRecord,
	CheckRecord,
	ImageOrigin,
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
type CellStarted = Extract<RunEvent, { type: 'cell.started' }>

/** One check of one attempt. */
export interface CheckState {
	/** Missing where the log has nothing of a check that was to be asked. */
	readonly startedAt: string | undefined
	/** Missing while it runs; for ever, when it died. */
	readonly ended?: CheckEnded
}

/** What the events say about one attempt of a cell. */
export interface AttemptState {
	readonly checks: ReadonlyMap<string, CheckState>
	/** What was to be asked, where the log says so. */
	readonly asked: readonly string[]
	/** What the log has lost before this attempt, in a sentence: it could have been a failure. */
	readonly gap: string | undefined
	readonly phases: CellRecord['phases']
	/** The one that has not ended. */
	readonly phase: string | undefined
	readonly stack: Stack
	/** Whether a line said what ran. */
	readonly hasStack: boolean
	readonly accelerator: string | undefined
	readonly snapshot: SnapshotOrigin | undefined
	readonly images: readonly ImageOrigin[]
	readonly end: CellEnd
	readonly evidence: readonly string[]
	readonly startedAt: string | undefined
	/** When its last event was. */
	readonly lastAt: string | undefined
}

/** An attempt that another one followed. */
export interface EarlierAttempt extends AttemptState {
	readonly attempt: number
	/** One check that ran again within its attempt, and nothing else of it. */
	readonly repeated?: true
}

/** What the events so far say about one cell: its current attempt, and the ones before. */
export interface CellState extends AttemptState {
	readonly plan: PlannedCell
	readonly attempts: number
	/** Oldest first. */
	readonly earlier: readonly EarlierAttempt[]
	/** How often each check was started, over all attempts of the cell. */
	readonly checkAttempts: ReadonlyMap<string, number>
}

const untried = () =>
	({
		checks: new Map<string, CheckState>(),
		asked: [],
		gap: undefined,
		phases: [],
		phase: undefined,
		stack: { origins: [] },
		hasStack: false,
		accelerator: undefined,
		snapshot: undefined,
		images: [],
		evidence: [],
	}) satisfies Partial<CellState>

export function plannedState(plan: PlannedCell): CellState {
	return {
		...untried(),
		plan,
		attempts: 0,
		earlier: [],
		checkAttempts: new Map(),
		end: { state: 'waiting' },
		startedAt: undefined,
		lastAt: undefined,
	}
}

/** How a map gets an entry: as a new map, or, while nobody else holds it, in place. */
export type Put = <V>(map: ReadonlyMap<string, V>, key: string, value: V) => ReadonlyMap<string, V>
const asNew: Put = (map, key, value) => new Map(map).set(key, value)

function attemptOf(state: CellState): AttemptState {
	const { plan: _, attempts: _attempts, earlier: _earlier, checkAttempts: _checks, ...attempt } = state
	return attempt
}

/**
 * A check whose end the log has lost: it may have failed, and a later attempt does not say. One that came to its end has ended
 * each that it asked, and one that broke each that it had started; what was interrupted leaves them open.
 */
function endLost({ attempts, asked, checks, end }: CellState): string | undefined {
	const whole = end.state === 'completed' || end.state === 'error'
	const begun = end.state === 'completed' ? asked : asked.filter((check) => checks.has(check))
	const lost = whole ? begun.filter((check) => !checks.get(check)?.ended) : []
	return lost.length === 0
		? undefined
		: `attempt ${attempts} came to its end, and the event log does not say what became of ${lost.join(', ')}: it is not whole`
}

function startCell(state: CellState, { at, attempt, checks }: CellStarted): Partial<CellState> {
	const before = state.attempts === 0 ? [] : [{ ...attemptOf(state), attempt: state.attempts }]
	const attempts = state.attempts + 1
	// Older logs, which have no checks here, are read as they always were.
	const lost = checks !== undefined && attempt !== attempts
	return {
		...untried(),
		asked: checks ?? [],
		gap: lost
			? `the event log goes on with attempt ${attempt} where attempt ${attempts} was to follow: it is not whole`
			: (attemptGap(state) ?? endLost(state)),
		attempts,
		earlier: [...state.earlier, ...before],
		end: { state: 'open' },
		startedAt: at,
	}
}

/** A check that begins, or ends, once more within its attempt takes no earlier outcome away. */
function withRepeated(state: CellState, check: string): readonly EarlierAttempt[] {
	const before = state.checks.get(check)
	if (before?.ended === undefined) return state.earlier
	const checks = new Map([[check, before]])
	return [
		...state.earlier,
		{ ...attemptOf(state), checks, asked: [], phases: [], attempt: state.attempts, repeated: true },
	]
}

function endCheck(state: CellState, event: CheckEnded, put: Put): Partial<CellState> {
	const open = state.checks.get(event.check)
	const unannounced = open === undefined || open.ended !== undefined
	const attempts = state.checkAttempts.get(event.check) ?? 0
	return {
		earlier: withRepeated(state, event.check),
		checks: put(state.checks, event.check, { startedAt: open?.startedAt ?? event.at, ended: event }),
		// A skipped check may end without a start; that is still an attempt.
		checkAttempts: put(state.checkAttempts, event.check, unannounced ? attempts + 1 : attempts),
	}
}

/** Milliseconds from the attempt's start to another time, or to so many before that; a clock that was set back makes none less than 0. */
function afterStart({ startedAt }: AttemptState, at: string, before = 0): number | undefined {
	return startedAt === undefined
		? undefined
		: Math.max(0, Date.parse(at) - Math.round(before) - Date.parse(startedAt))
}

function changes(state: CellState, event: CellEvent, put: Put): Partial<CellState> {
	switch (event.type) {
		case 'cell.started':
			return startCell(state, event)
		case 'phase.started':
			return { phase: event.phase }
		case 'phase.ended':
			return {
				phases: [
					...state.phases,
					{ name: event.phase, ms: event.ms, after: afterStart(state, event.at, event.ms) },
				],
				phase: state.phase === event.phase ? undefined : state.phase,
			}
		case 'stack.reported':
			return {
				stack: event.stack,
				hasStack: true,
				accelerator: event.accelerator,
				snapshot: event.snapshot,
				images: event.images ?? [],
			}
		case 'check.started':
			return {
				earlier: withRepeated(state, event.check),
				checks: put(state.checks, event.check, { startedAt: event.at }),
				checkAttempts: put(state.checkAttempts, event.check, (state.checkAttempts.get(event.check) ?? 0) + 1),
			}
		case 'check.ended':
			return endCheck(state, event, put)
		case 'cell.ended':
			return {
				end: { state: event.outcome, reason: event.reason, phase: state.phase },
				evidence: ofRun(event.evidence) ?? [],
			}
	}
}

/** What an event shows that should follow the start of an attempt, and does not. Older logs are read as they always were. */
function startLost({ attempts, asked, end: { state } }: CellState): string | undefined {
	if (attempts === 0)
		return 'the event log says what the cell did, and not that it was started: it is not whole'
	return asked.length > 0 && state !== 'open'
		? 'the event log goes on with the cell after its end, and does not say that it was started again: it is not whole'
		: undefined
}

/** The cell's state after one more of its events. */
export function stepCell(state: CellState, event: CellEvent, put: Put = asNew): CellState {
	const gap = event.type === 'cell.started' ? undefined : startLost(state)
	return { ...state, ...(gap && { gap }), ...changes(state, event, put), lastAt: event.at }
}

/**
 * The attempt's checks, and where it came to its end, those that were to be asked and of which the log has nothing: their
 * lines could have said `fail`.
 */
export function attemptChecks({ checks, asked, end }: AttemptState): ReadonlyMap<string, CheckState> {
	const missed = end.state === 'completed' ? asked.filter((check) => !checks.has(check)) : []
	if (missed.length === 0) return checks
	const all = new Map(checks)
	for (const check of missed) all.set(check, { startedAt: undefined })
	return all
}

/**
 * What the log has lost of an attempt, in a sentence. One that came to its end said what ran in it: without that line nobody
 * knows which known issues it is held to. Older logs, which do not say what was to be asked, are read as they always were.
 */
export function attemptGap({ gap, end, asked, hasStack }: AttemptState): string | undefined {
	if (gap !== undefined) return gap
	return end.state === 'completed' && asked.length > 0 && !hasStack
		? 'the event log does not say which programs the cell ran: it is not whole'
		: undefined
}

/**
 * Whether a resumed run leaves the cell as it is. A check that is an error, or of which the log lost the end, says nothing, so
 * its cell is tried again.
 */
export function hasItsEnd(state: AttemptState): boolean {
	if (state.end.state !== 'completed') return false
	const said = [...attemptChecks(state).values()].every(
		({ ended }) => ended !== undefined && ended.outcome !== 'error',
	)
	return said && attemptGap(state) === undefined
}

/** A check as the record wants it, before an expectation is applied. */
export interface CheckOutcome {
	readonly outcome: Outcome
	readonly record: Omit<CheckRecord, 'verdict'>
}

/** The paths that stay in the run, as all do that this harness records: readers take them for files of it. */
const ofRun = (paths: readonly string[] | undefined): string[] | undefined =>
	paths?.filter((path) => !path.startsWith('/') && !path.split('/').includes('..'))

/** @param attempts how often the check was started, over all that the record stands for. */
export function checkOutcome(
	attempt: AttemptState,
	[id, check]: readonly [string, CheckState],
	attempts: number,
): CheckOutcome {
	const after = check.startedAt === undefined ? undefined : afterStart(attempt, check.startedAt)
	if (check.ended === undefined) {
		if (check.startedAt === undefined)
			return {
				outcome: 'error',
				record: { id, ms: 0, attempts, message: 'it was to be asked, and the event log has nothing of it' },
			}
		const ms = Math.max(0, Date.parse(attempt.lastAt ?? check.startedAt) - Date.parse(check.startedAt))
		return {
			outcome: 'error',
			record: { id, ms, after, attempts, message: 'the check started and never ended' },
		}
	}
	const { at, outcome, ms, message, ways, evidence, observations } = check.ended
	return {
		outcome,
		record: {
			id,
			ms,
			// vitest may tell of a start as late as of the end; then what it took says when it was.
			after: after && Math.min(after, afterStart(attempt, at, ms) ?? after),
			attempts,
			message,
			ways,
			evidence: ofRun(evidence),
			observations,
		},
	}
}
