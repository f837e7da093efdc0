/** What is known of one version. */
export type Judgement = 'good' | 'bad' | 'skipped'

export type SearchStep =
	| { readonly state: 'ask'; readonly index: number }
	/** `between` could not be judged: the change is in one of them or in `firstBad`. */
	| {
			readonly state: 'found'
			readonly lastGood: number
			readonly firstBad: number
			readonly between: readonly number[]
	  }

/**
 * What to ask next, of versions in order whose first is good and whose last is bad. As `git bisect` does, the middle of
 * what is left, and beside a skipped one the nearest that can still be asked.
 */
export function nextStep(judged: ReadonlyMap<number, Judgement>, count: number): SearchStep {
	const of = (wanted: Judgement) =>
		[...judged].flatMap(([index, judgement]) => (judgement === wanted ? [index] : []))
	const firstBad = Math.min(count - 1, ...of('bad'))
	const lastGood = Math.max(0, ...of('good').filter((index) => index < firstBad))
	const middle = (lastGood + firstBad) / 2
	const between = Array.from({ length: Math.max(0, firstBad - lastGood - 1) }, (_, i) => lastGood + 1 + i)
	const open = between.filter((index) => !judged.has(index))
	const [nearest] = open.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))
	if (nearest !== undefined) return { state: 'ask', index: nearest }
	return { state: 'found', lastGood, firstBad, between }
}

/** How many more questions there are at most, with nothing skipped. */
export const questionsLeft = (judged: ReadonlyMap<number, Judgement>, count: number): number => {
	const step = nextStep(judged, count)
	if (step.state === 'found') return 0
	const bad = Math.min(count - 1, ...[...judged].flatMap(([index, one]) => (one === 'bad' ? [index] : [])))
	const good = Math.max(
		0,
		...[...judged].flatMap(([index, one]) => (one === 'good' && index < bad ? [index] : [])),
	)
	return Math.ceil(Math.log2(Math.max(1, bad - good)))
}
