import type { CellRecord, CheckRecord, Results } from '../schema/index.ts'
import { isTold, showsSecurityGap } from '../verdicts/index.ts'
import { evidenceOf } from './evidence-text.ts'

const excerptBytes = 4096
/** All of them together, so that the page can still be sent by mail. */
const excerptBudget = 300_000

/**
 * What is read first when there is not room for all: what the product does and nobody knew, or leaves open. What broke says
 * nothing of it, and what is known is told by its issue.
 */
const order = ['fail', 'flaky', 'error', 'known'] as const
type Need = (typeof order)[number]

/** Evidence of one thing, by its paths. */
interface Shown {
	readonly need: Need
	readonly paths: readonly string[]
}

function needOf(check: CheckRecord): Need {
	if (check.verdict === 'fail' || showsSecurityGap(check)) return 'fail'
	return check.verdict === 'flaky' || check.verdict === 'error' ? check.verdict : 'known'
}

const ofChecks = (checks: readonly CheckRecord[], need: (check: CheckRecord) => Need): Shown[] =>
	checks.flatMap((check) =>
		isTold(check.verdict) ? [{ need: need(check), paths: check.evidence ?? [] }] : [],
	)

const ofCell = ({ verdict, evidence = [], checks, earlierAttempts = [] }: CellRecord): Shown[] => [
	...ofChecks(checks, needOf),
	...(verdict === 'error' ? [{ need: 'error', paths: evidence } as const] : []),
	...earlierAttempts.flatMap((attempt): Shown[] => [
		// What failed before and did not in the end is flaky.
		...ofChecks(attempt.checks, (check) => (check.verdict === 'fail' ? 'flaky' : needOf(check))),
		{ need: 'error', paths: attempt.evidence ?? [] },
	]),
]

/** The first file of each before the second of any: one that has many leaves none of the others without. */
function inTurn(all: readonly Shown[]): string[] {
	const longest = all.reduce((length, { paths }) => Math.max(length, paths.length), 0)
	return Array.from({ length: longest }, (_, place) => all.flatMap(({ paths }) => paths[place] ?? [])).flat()
}

/** The ends of evidence of what went wrong, by their paths: as many as a page has room for. */
export async function readExcerpts(
	dir: string,
	results: Results,
	signal?: AbortSignal,
): Promise<Map<string, string>> {
	const shown = results.cells.flatMap(ofCell)
	const paths = order.flatMap((need) => inTurn(shown.filter((one) => one.need === need)))
	const excerpts = new Map<string, string>()
	let left = excerptBudget
	const textOf = await evidenceOf(dir)
	for (const path of new Set(paths)) {
		signal?.throwIfAborted()
		if (left <= 0) break
		const text = await textOf(path, excerptBytes)
		if (text === undefined || text.trim() === '') continue
		excerpts.set(path, text)
		left -= text.length
	}
	return excerpts
}
