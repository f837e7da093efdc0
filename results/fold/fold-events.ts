import {
	describeCheckForms,
	describeWays,
	expectationFor,
	failsAsKnown,
	knownIssues,
	type ExpectationCell,
	type Rule,
} from '../expectations/index.ts'
import {
	knownIssue,
	type AttemptRecord,
	type CellRecord,
	type CheckRecord,
	type PlannedCell,
	type Results,
	type RunEvent,
} from '../schema/index.ts'
import { judge, judgeAttempts, judgeCell, type CellEnd, type CellVerdict } from '../verdicts/index.ts'
import {
	attemptChecks,
	attemptGap,
	checkOutcome,
	type AttemptState,
	type CellState,
	type CheckState,
	type EarlierAttempt,
} from './cell-state.ts'
import { replay } from './run-state.ts'

const issueFields = Object.keys(knownIssue.shape)

const issues = new WeakMap<Rule, CheckRecord['knownIssue']>()

/** The part of a rule that belongs in a record; its conditions do not. A large run asks for few of them many times. */
function issueOf(rule: Rule): CheckRecord['knownIssue'] {
	const known = issues.get(rule)
	if (known !== undefined) return known
	const issue = knownIssue.parse(
		Object.fromEntries(Object.entries(rule).filter(([key]) => issueFields.includes(key))),
	)
	issues.set(rule, issue)
	return issue
}

/** What the verdicts of a run are made with. */
interface Judging {
	readonly rules: readonly Rule[]
	/** Whether the run recorded the forms of failures; where it did not, a known issue is told by its check alone. */
	readonly forms: boolean
}

/** What a known issue says and what was found instead: the difference is the news. */
const otherwise = (rule: Rule, { id, ways, message }: Omit<CheckRecord, 'verdict'>): string =>
	[
		`known issue ${rule.id} says ${describeCheckForms(rule.checks[id] ?? {})}; found ${describeWays(ways)}`,
		...(message === undefined ? [] : [message]),
	].join('\n')

function judgeCheck(
	plan: PlannedCell,
	attempt: AttemptState,
	entry: readonly [string, CheckState],
	attempts: number,
	{ rules, forms }: Judging,
): CheckRecord {
	const [id] = entry
	const cell: ExpectationCell = { ...plan, stack: attempt.stack }
	const { outcome, record } = checkOutcome(attempt, entry, attempts)
	const rule = expectationFor(cell, id, rules)
	const { id: _, ...rest } = record
	if (rule === undefined) return { id, verdict: judge(outcome, undefined), ...rest }
	const matches = !forms || failsAsKnown(rule.checks[id] ?? {}, record.ways)
	return {
		id,
		verdict: judge(outcome, { matches }),
		...rest,
		...(outcome === 'fail' && !matches ? { message: otherwise(rule, record) } : {}),
		expected: rule.expect,
		knownIssue: issueOf(rule),
	}
}

const tookOf = ({ startedAt, lastAt }: CellState): Pick<CellRecord, 'startedAt' | 'ms'> =>
	startedAt === undefined || lastAt === undefined
		? {}
		: { startedAt, ms: Math.max(0, Date.parse(lastAt) - Date.parse(startedAt)) }

function judgeEnd(attempt: AttemptState, checks: readonly CheckRecord[]): CellVerdict {
	const { end, phase } = attempt
	const gap = attemptGap(attempt)
	if (gap !== undefined) return judgeCell({ state: 'error', reason: gap }, checks)
	return judgeCell(end.state === 'open' ? { state: 'open', phase } : (end satisfies CellEnd), checks)
}

function attemptRecord(plan: PlannedCell, state: EarlierAttempt, judging: Judging): AttemptRecord {
	const checks = [...attemptChecks(state)].map((entry) => judgeCheck(plan, state, entry, 1, judging))
	const ended = state.repeated === true ? judgeCell({ state: 'completed' }, checks) : judgeEnd(state, checks)
	return {
		attempt: state.attempt,
		...ended,
		...(state.evidence.length === 0 ? {} : { evidence: [...state.evidence] }),
		stack: state.stack,
		accelerator: state.accelerator,
		phases: state.phases,
		checks,
	}
}

interface TriedBefore extends CheckRecord {
	readonly attempt: number
}

/** A check whose earlier attempts count says what came of each; it has the evidence of all, and the form of a failure. */
function withEarlier(check: CheckRecord, before: readonly TriedBefore[], attempt: number): CheckRecord {
	const verdict = judgeAttempts(
		before.map((one) => one.verdict),
		check.verdict,
	)
	if (verdict === check.verdict) return check
	const said = [...before, { ...check, attempt }].map(
		(one) => `attempt ${one.attempt}: ${one.message ?? one.verdict}`,
	)
	const failed = before.findLast((one) => one.verdict === 'fail' || one.verdict === 'known')
	const ways = failed?.ways ?? check.ways
	const evidence = [...new Set([...before, check].flatMap((one) => one.evidence ?? []))]
	// The last attempt may know of no issue: it did not ask, or its versions are not known.
	const issue = verdict === 'known' ? (failed ?? check) : check
	const { expected: _, knownIssue: __, ...own } = check
	// A flake bears an issue where one of its attempts failed as that says.
	const bears = verdict !== 'flaky' || [...before, check].some((one) => one.verdict === 'known')
	return {
		...own,
		verdict,
		message: said.join('\n'),
		ways,
		...(bears && issue.knownIssue ? { expected: issue.expected, knownIssue: issue.knownIssue } : {}),
		...(evidence.length === 0 ? {} : { evidence }),
	}
}

/** The last attempt's checks, and those that failed before and were not come to again: no failure gets lost. */
function allChecks(state: CellState, earlier: readonly AttemptRecord[], judging: Judging): CheckRecord[] {
	const attemptsOf = (id: string): number => state.checkAttempts.get(id) ?? 1
	const own = attemptChecks(state)
	const last = [...own].map((entry) => {
		const check = judgeCheck(state.plan, state, entry, attemptsOf(entry[0]), judging)
		const before = earlier.flatMap(({ attempt, checks }) =>
			checks.flatMap((one) => (one.id === check.id ? [{ ...one, attempt }] : [])),
		)
		return withEarlier(check, before, state.attempts)
	})
	const left = new Map<string, CheckRecord>()
	for (const { attempt, checks } of earlier)
		for (const check of checks) {
			if (own.has(check.id) || (check.verdict !== 'fail' && check.verdict !== 'known')) continue
			const worse = left.get(check.id)?.verdict === 'fail' && check.verdict === 'known'
			if (!worse) left.set(check.id, { ...check, attempts: attemptsOf(check.id), attempt })
		}
	return [...last, ...left.values()]
}

function cellRecord(state: CellState, judging: Judging): CellRecord {
	const earlier = state.earlier.map((attempt) => attemptRecord(state.plan, attempt, judging))
	const checks = allChecks(state, earlier, judging)
	const { id, slug, arch, axes, daemonSettings } = state.plan
	return {
		id,
		slug,
		...(arch === undefined ? {} : { arch }),
		axes,
		daemonSettings,
		stack: state.stack,
		...judgeEnd(state, checks),
		attempts: state.attempts,
		...(earlier.length === 0 ? {} : { earlierAttempts: earlier }),
		...(state.evidence.length === 0 ? {} : { evidence: [...state.evidence] }),
		evidenceDir: `cells/${slug}`,
		accelerator: state.accelerator,
		snapshot: state.snapshot,
		...(state.images.length === 0 ? {} : { images: [...state.images] }),
		...tookOf(state),
		phases: state.phases,
		checks,
	}
}

/** Logs from before there were forms told no ways either. */
const tellWays = (cells: Iterable<CellState>): boolean =>
	[...cells].some((cell) =>
		[cell, ...cell.earlier].some(({ checks }) =>
			[...checks.values()].some(({ ended }) => ended?.ways !== undefined),
		),
	)

/**
 * Events in, results out: the only way results come to be. The last attempt of a cell and of a check counts, and a failure
 * of an earlier one stays: it makes the check `flaky`. `attempts` counts them all, `earlierAttempts` has them.
 * @throws HarnessError `internal` when the events are not a run's.
 */
export function foldEvents(events: Iterable<RunEvent>, rules: readonly Rule[] = knownIssues): Results {
	const { started, ended, cells } = replay(events)
	const { eventsVersion, mixed, missing, shard } = started
	const judging: Judging = { rules, forms: eventsVersion !== undefined || tellWays(cells.values()) }
	return {
		schemaVersion: 1,
		run: {
			id: started.runId,
			startedAt: started.at,
			...(ended === undefined ? {} : { endedAt: ended.at }),
			state: ended?.state ?? 'running',
			matrixHash: started.matrixHash,
			matrix: started.matrix,
			tool: started.tool,
			host: started.host,
			shard,
			missing,
			mixed,
			eventsVersion,
		},
		cells: [...cells.values()].map((state) => cellRecord(state, judging)),
	}
}
