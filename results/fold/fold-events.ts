import { expectationFor, knownIssues, type ExpectationCell, type Rule } from '../expectations/index.ts'
import {
	knownIssue,
	type CellRecord,
	type CheckRecord,
	type Results,
	type RunEvent,
} from '../schema/index.ts'
import { judge, judgeCell, type CellEnd } from '../verdicts/index.ts'
import { checkOutcome, type CellState, type CheckState } from './cell-state.ts'
import { replay } from './run-state.ts'

const issueFields = Object.keys(knownIssue.shape)

/** The part of a rule that belongs in a record; its conditions do not. */
const issueOf = (rule: Rule): CheckRecord['knownIssue'] =>
	knownIssue.parse(Object.fromEntries(Object.entries(rule).filter(([key]) => issueFields.includes(key))))

function judgeCheck(
	state: CellState,
	[id, check]: readonly [string, CheckState],
	rules: readonly Rule[],
): CheckRecord {
	const cell: ExpectationCell = { ...state.plan, stack: state.stack }
	const { outcome, record } = checkOutcome(state, id, check)
	const rule = expectationFor(cell, id, rules)
	const { id: _, ...rest } = record
	return {
		id,
		verdict: judge(outcome, rule?.expect),
		...rest,
		...(rule === undefined ? {} : { expected: rule.expect, knownIssue: issueOf(rule) }),
	}
}

const tookOf = ({ startedAt, lastAt }: CellState): Pick<CellRecord, 'ms'> =>
	startedAt === undefined || lastAt === undefined
		? {}
		: { ms: Math.max(0, Date.parse(lastAt) - Date.parse(startedAt)) }

function cellRecord(state: CellState, rules: readonly Rule[]): CellRecord {
	const checks = [...state.checks].map((entry) => judgeCheck(state, entry, rules))
	const { id, slug, axes, daemonSettings } = state.plan
	const end: CellEnd = state.end.state === 'open' ? { state: 'open', phase: state.phase } : state.end
	return {
		id,
		slug,
		axes,
		daemonSettings,
		stack: state.stack,
		...judgeCell(end, checks),
		attempts: state.attempts,
		...(state.evidence.length === 0 ? {} : { evidence: [...state.evidence] }),
		evidenceDir: `cells/${slug}`,
		...(state.accelerator === undefined ? {} : { accelerator: state.accelerator }),
		...(state.snapshot === undefined ? {} : { snapshot: state.snapshot }),
		...tookOf(state),
		phases: state.phases,
		checks,
	}
}

/**
 * Events in, results out: the only way results come to be. The last attempt of a cell and of a check
 * counts; `attempts` counts them all.
 * @throws HarnessError `internal` when the events are not a run's.
 */
export function foldEvents(events: Iterable<RunEvent>, rules: readonly Rule[] = knownIssues): Results {
	const { started, ended, cells } = replay(events)
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
		},
		cells: [...cells.values()].map((state) => cellRecord(state, rules)),
	}
}
