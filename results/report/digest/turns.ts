import { boundariesOf, type Boundary, type OrderedPart } from '../../fold/index.ts'
import type { Results } from '../../schema/index.ts'
import { markdownCode as code, plainText as plain } from '../words/text.ts'

const names: Record<OrderedPart, string> = {
	kernel: 'kernel',
	dockerd: 'Docker',
	rootlesskit: 'RootlessKit',
	passt: 'passt',
}

const pairsShown = 3

/** `cells 3 → 5`: numbered as the report's tables number them. */
function cellsOf({ shownBy }: Boundary): string {
	const shown = shownBy.slice(0, pairsShown).map(([before, after]) => `${before + 1} → ${after + 1}`)
	const more = shownBy.length > pairsShown ? ` and ${shownBy.length - pairsShown} more pairs` : ''
	return `cells ${shown.join(', ')}${more}`
}

function words(boundary: Boundary, show: (text: string) => string): string {
	const { check, part, turns, last, first } = boundary
	const [before, after] = turns === 'bad' ? ['last good', 'first bad'] : ['last bad', 'first good']
	return `${show(check)} by ${names[part]}: ${before} ${show(last)}, ${after} ${show(first)} (${cellsOf(boundary)})`
}

/** A line for each turn; between its cells nothing else differs. */
export const turnsMarkdown = (results: Results): string[] =>
	boundariesOf(results).map((boundary) => `- ${words(boundary, code)}`)

export const turnsPlain = (results: Results): string[] =>
	boundariesOf(results).map((boundary) => words(boundary, plain))
