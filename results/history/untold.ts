import { type CompareWords, plainText as plain } from '../report/index.ts'
import type { Results } from '../schema/index.ts'
import { type Shortfall, shortfallOf } from '../verdicts/index.ts'

/** What a run of a history did not tell: a failure may have been there and nobody saw it. */
export interface Untold extends Omit<Shortfall, 'broken'> {
	readonly run: string
	/** Cells that broke, and checks that did in other cells. */
	readonly broken: number
	readonly errors: number
	/** Cells that could not be tried. */
	readonly unavailable: number
}

interface Told {
	readonly runs: readonly unknown[]
	readonly untold: readonly Untold[]
}

/** Undefined for a run that told all. Pure. */
export function untoldOf(results: Results, damage: readonly string[]): Untold | undefined {
	const { broken, ...shortfall } = shortfallOf(results, { damage })
	const brokenCells = new Set(broken.map(({ cell }) => cell))
	const others = results.cells.filter(({ slug }) => !brokenCells.has(slug))
	const errors = others.flatMap(({ checks }) => checks.filter(({ verdict }) => verdict === 'error')).length
	const unavailable = results.cells.filter(({ verdict }) => verdict === 'unavailable').length
	const told = { ...shortfall, broken: broken.length, errors, unavailable }
	const { state, missing, silent } = shortfall
	const isAll =
		state === undefined &&
		!silent &&
		damage.length + missing.length + broken.length + errors + unavailable === 0
	return isAll ? undefined : { run: results.run.id, ...told }
}

/** Of runs that lack a little, those are named; all that are damaged are. */
const namedRuns = 10

function said(one: Untold, { shortfall, history: { untold }, comma }: CompareWords): string {
	return [
		...(one.silent ? [untold.silent] : []),
		...(one.damage.length > 0 ? [untold.damaged] : []),
		...(one.state === undefined ? [] : [shortfall.states[one.state]]),
		...(one.missing.length > 0 ? [untold.missing] : []),
		...(one.broken > 0 ? [untold.broken(one.broken)] : []),
		...(one.errors > 0 ? [untold.errors(one.errors)] : []),
		...(one.unavailable > 0 ? [untold.unavailable(one.unavailable)] : []),
	].join(comma)
}

/**
 * What could not be learned, a line a run: all that are damaged or have no answer, and of the others the newest.
 * @param quote how a name is written: it is untrusted.
 */
export function untoldLines(
	runs: readonly Untold[],
	words: CompareWords,
	quote: (text: string) => string = plain,
): string[] {
	const isGrave = ({ damage, silent }: Untold): boolean => damage.length > 0 || silent
	const newest = new Set(runs.filter((one) => !isGrave(one)).slice(-namedRuns))
	const shown = runs.filter((one) => isGrave(one) || newest.has(one))
	const left = runs.length - shown.length
	return [
		...shown.map((one) => words.pair(quote(one.run), said(one, words))),
		...(left > 0 ? [words.more(left)] : []),
	]
}

/** What stands where nothing fails and nothing has flipped: of runs that told all, or of what they told. */
export const nothingWords = ({ untold, runs }: Told, { history }: CompareWords): string =>
	untold.length === 0
		? history.nothing
		: untold.filter(({ silent }) => silent).length === runs.length
			? history.untold.nothingLearned
			: history.untold.nothing
