import type { CellRecord, KnownIssue, Results } from '../../schema/index.ts'
import { isSecurityGap } from '../../verdicts/index.ts'
import type { Shown } from '../words/marks.ts'
import { bestOf, bestWithout } from './best.ts'
import { isCore, isWhole } from './core.ts'

/**
 * What a run says of a Docker, or of one configuration of it. It `holds` or `lacks` where not enough was asked to say that it
 * works.
 */
export type DecisionState = 'works' | 'gaps' | 'holds' | 'lacks' | 'fails' | 'refuses' | 'unknown' | 'untried'

/** How each state is marked: a state with a security gap is `open` whatever it says here. */
export const stateMarks: Readonly<Record<DecisionState, Shown>> = {
	works: 'pass',
	gaps: 'known',
	holds: 'pass',
	lacks: 'known',
	fails: 'fail',
	refuses: 'skipped',
	unknown: 'error',
	untried: 'unavailable',
}

/** The states in the order in which they are told. */
const statesInOrder = Object.keys(stateMarks) as readonly DecisionState[]

/** One configuration. What broke decides nothing, unless something else failed. */
export function stateOf({
	verdict,
	checks,
	attempts,
}: Pick<CellRecord, 'verdict' | 'checks' | 'attempts'>): DecisionState {
	// A run that was killed or interrupted never came to it: that is no trouble of this Docker's.
	if (attempts === 0) return 'untried'
	const has = (...verdicts: string[]) => checks.filter((check) => verdicts.includes(check.verdict))
	if (has('fail', 'known').some(({ id }) => isCore(id))) return 'fails'
	const starts = has('pass', 'fixed').some(({ id }) => id === 'daemon.starts')
	// What broke after the refusal may have refused for another reason.
	const refuses = !starts && has('pass').some(({ id }) => id === 'daemon.br-netfilter-error')
	if (refuses) return verdict === 'error' ? 'unknown' : 'refuses'
	const core = checks.filter(({ id }) => isCore(id))
	const isDown = core.length > 0 && core.every((check) => check.verdict === 'skipped')
	const bad = has('fail', 'known', 'flaky').length > 0
	const whole = isWhole(new Set(has('pass', 'fixed', 'flaky').map(({ id }) => id)))
	const withGaps = whole ? 'gaps' : 'lacks'
	if (verdict === 'error') return bad && has('error').length > 0 ? withGaps : 'unknown'
	// Where nothing of it could be asked, since its daemon is down, there is no work that has gaps.
	if (bad) return isDown ? 'fails' : withGaps
	if (verdict === 'unavailable') return 'untried'
	// A daemon that starts is nothing to be taken where nobody asked anything of its network.
	const isUsed = has('pass', 'fixed').some(({ id }) => !/^(?:daemon|kernel)\./.test(id))
	return isUsed ? (whole ? 'works' : 'holds') : 'unknown'
}

/** A known issue that showed, with its cells (indices) and checks. */
export interface Shows {
	readonly issue: KnownIssue
	readonly cells: readonly number[]
	readonly checks: readonly string[]
}

/** What a run says of one Docker. Cells are indices into the run's. */
export interface Decision {
	/** The value of the axis. */
	readonly docker: string
	/** As the daemons reported it. */
	readonly reported: readonly string[]
	readonly state: DecisionState
	/** The configurations that came to each state; without those that were not tried. */
	readonly groups: readonly { readonly state: DecisionState; readonly cells: readonly number[] }[]
	readonly untried: readonly number[]
	readonly gaps: readonly Shows[]
	/** Known issues that are no security gaps. */
	readonly limits: readonly Shows[]
	/** What failed or was flaky, and no known issue says so: the checks, and the cells. */
	readonly surprises: readonly Surprise[]
	/** The configuration with the least gaps and known issues; missing where none works without a surprise. */
	readonly best?: number | undefined
	/** The best of those without br_netfilter, where the best of all has it; null where such were tried and none is to be taken. */
	readonly bestWithout?: number | null | undefined
}

/** Checks that failed, or were flaky, in the same cells. */
interface Surprise {
	readonly verdict: 'fail' | 'flaky'
	readonly checks: readonly string[]
	readonly cells: readonly number[]
}

function surprisesOf(results: Results, cells: readonly number[]): Surprise[] {
	return (['fail', 'flaky'] as const).flatMap((verdict) => {
		const where = new Map<string, number[]>()
		for (const index of cells)
			for (const check of results.cells[index]?.checks ?? [])
				if (check.verdict === verdict) where.set(check.id, [...(where.get(check.id) ?? []), index])
		const groups = new Map<string, { checks: string[]; cells: number[] }>()
		for (const [check, own] of where) {
			const group = groups.get(own.join())
			if (group) group.checks.push(check)
			else groups.set(own.join(), { checks: [check], cells: own })
		}
		return [...groups.values()].map((group) => ({ verdict, ...group }))
	})
}

function overall(states: readonly DecisionState[]): DecisionState {
	const decided = states.filter((state) => state !== 'unknown' && state !== 'untried')
	if (decided.length === 0) return states.includes('unknown') ? 'unknown' : 'untried'
	if (decided.every((state) => state === 'refuses')) return 'refuses'
	const running = decided.filter((state) => state !== 'refuses')
	if (running.every((state) => state === 'fails')) return 'fails'
	const holds = running.every((state) => state === 'works' || state === 'holds')
	if (running.includes('works')) return holds ? 'works' : 'gaps'
	if (running.includes('gaps')) return 'gaps'
	return holds ? 'holds' : 'lacks'
}

function showsOf(results: Results, cells: readonly number[]): Shows[] {
	const found = new Map<string, { issue: KnownIssue; cells: number[]; checks: Set<string> }>()
	for (const index of cells)
		for (const { id, verdict, knownIssue } of results.cells[index]?.checks ?? []) {
			// A flake bears an issue where it failed as that says in one of its attempts.
			if ((verdict !== 'known' && verdict !== 'flaky') || knownIssue === undefined) continue
			const one = found.get(knownIssue.id) ?? { issue: knownIssue, cells: [], checks: new Set() }
			if (one.cells.at(-1) !== index) one.cells.push(index)
			one.checks.add(id)
			found.set(knownIssue.id, one)
		}
	return [...found.values()].map((one) => ({ ...one, checks: [...one.checks] }))
}

function decide(docker: string, cells: readonly number[], results: Results): Decision {
	const states = cells.map((index) => stateOf(results.cells[index]!))
	const of = (state: DecisionState) => cells.filter((_, place) => states[place] === state)
	const shows = showsOf(results, cells)
	const reported = cells.flatMap((index) => results.cells[index]?.stack.dockerd ?? [])
	const working = [...of('works'), ...of('gaps')]
	const best = bestOf(results, working)
	return {
		docker,
		reported: [...new Set(reported)],
		state: overall(states),
		groups: statesInOrder.flatMap((state) =>
			state === 'untried' || of(state).length === 0 ? [] : [{ state, cells: of(state) }],
		),
		untried: of('untried'),
		gaps: shows.filter(({ issue }) => isSecurityGap(issue)),
		limits: shows.filter(({ issue }) => !isSecurityGap(issue)),
		surprises: surprisesOf(results, cells),
		best,
		bestWithout: bestWithout(results, best, working, cells),
	}
}

/** What a run says of each Docker, in the order in which the plan names them. Pure. */
export function decisionsOf(results: Results): Decision[] {
	const dockers = new Map<string, number[]>()
	for (const [index, { axes }] of results.cells.entries()) {
		const cells = dockers.get(axes.docker)
		if (cells) cells.push(index)
		else dockers.set(axes.docker, [index])
	}
	return [...dockers].map(([docker, cells]) => decide(docker, cells, results))
}
