import type { PairReport } from '../plan/pair-report.ts'
import type { Plan } from '../plan/plan-matrix.ts'
import { listsWords, plural } from './words.ts'

/** More pairs than this are counted instead of named; `--json` has them all. */
const MAX_PAIRS = 6

/** What a run would not try, each reason once. */
export function leftOut(plan: Plan): string[] {
	return [...unavailableLines(plan), ...excludedLines(plan), ...pairLines(plan.pairs)]
}

const titled = (title: string, lines: readonly string[]): string[] =>
	lines.length === 0 ? [] : ['', title, ...lines]

function unavailableLines({ unavailable }: Plan): string[] {
	const byReason = new Map<string, string[]>()
	for (const { id, reason } of unavailable) byReason.set(reason, [...(byReason.get(reason) ?? []), id])
	return titled(
		'Cannot be tried by this version:',
		[...byReason].flatMap(([reason, ids]) => [
			`  ${reason}`,
			`    ${plural(ids.length, 'cell')}: ${ids.slice(0, MAX_PAIRS).join(' ')}${ids.length > MAX_PAIRS ? ' …' : ''}`,
		]),
	)
}

function excludedLines({ excluded }: Plan): string[] {
	const sum = excluded.reduce((total, { count }) => total + count, 0)
	return titled(
		`Left out: ${plural(sum, 'combination')}, each counted once, under the first reason that it has.`,
		excluded.flatMap(({ reason, count, where }) => [
			`  ${plural(count, 'combination')}: ${reason}`,
			`    ${listsWords(where)}`,
		]),
	)
}

function pairLines(pairs: PairReport | undefined): string[] {
	if (pairs === undefined) return []
	const sum = pairs.impossible.reduce((total, group) => total + group.pairs.length, 0)
	return titled(
		sum === 0
			? ''
			: `No cell can have ${sum === 1 ? 'this pair' : `these ${sum.toLocaleString('en')} pairs`} of values:`,
		pairs.impossible.flatMap(({ reason, pairs: group }) => [
			`  ${plural(group.length, 'pair')}: ${reason}`,
			...group.slice(0, MAX_PAIRS).map((pair) => `    ${pair.join(' with ')}`),
			...(group.length > MAX_PAIRS ? [`    and ${group.length - MAX_PAIRS} more; --json has them all`] : []),
		]),
	)
}
