import { boundariesOf, type Boundary } from '../../fold/index.ts'
import type { Results } from '../../schema/index.ts'
import { english, type Texts } from '../words/catalogue/english.js'
import { markdownCode as code, plainText as plain } from '../words/text.ts'

const pairsShown = 3

/** `cells 3 → 5`: numbered as the report's tables number them. */
function cellsOf({ shownBy }: Boundary, texts: Texts): string {
	const shown = shownBy.slice(0, pairsShown).map(([before, after]) => `${before + 1} → ${after + 1}`)
	return texts.report.turn.pairs(shown.join(', '), shownBy.length - shown.length)
}

function words(boundary: Boundary, show: (text: string) => string, texts: Texts): string {
	const { check, part, turns, last, first } = boundary
	const sides =
		turns === 'bad'
			? ([texts.lastGood, texts.firstBad] as const)
			: ([texts.lastBad, texts.firstGood] as const)
	const versions = [show(last), show(first)] as const
	return texts.report.turn.line(show(check), texts.partNames[part], sides, versions, cellsOf(boundary, texts))
}

/** A line for each turn; between its cells nothing else differs. */
export const turnsMarkdown = (results: Results, texts: Texts = english): string[] =>
	boundariesOf(results).map((boundary) => `- ${words(boundary, code, texts)}`)

export const turnsPlain = (results: Results, texts: Texts = english): string[] =>
	boundariesOf(results).map((boundary) => words(boundary, plain, texts))
