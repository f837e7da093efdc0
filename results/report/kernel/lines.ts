import type { Results } from '../../schema/index.ts'
import { english, type Texts } from '../words/catalogue/english.js'
import { markdownCode as code, plainText as plain } from '../words/text.ts'
import { byCheck, kernelReasons } from './reasons.ts'

function linesOf(
	results: Results,
	show: (text: string) => string,
	texts: Texts,
): { words: string; where: string }[] {
	return kernelReasons(results, { texts }).map((reason) => ({
		words: show(reason.words),
		where: byCheck(reason)
			.map(({ check, cells }) => {
				const list = cells.map((index) => index + 1).join(', ')
				return `${show(check)} ${texts.report.inCells(list, cells.length)}`
			})
			.join(texts.semicolon),
	}))
}

/** A line for each thing that a kernel lacks, with the verdicts that it explains. */
export const kernelMarkdown = (results: Results, texts: Texts = english): string[] =>
	linesOf(results, code, texts).map(({ words, where }) => `- ${words}${texts.colon}${where}`)

export const kernelPlain = (results: Results, texts: Texts = english): string[] =>
	linesOf(results, plain, texts).map(({ words, where }) => `${words}${texts.colon}${where}`)
