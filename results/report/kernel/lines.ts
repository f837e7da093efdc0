import type { Results } from '../../schema/index.ts'
import { markdownCode as code, plainText as plain, plural } from '../words/text.ts'
import { byCheck, kernelReasons } from './reasons.ts'

/** `cell 5`, `cells 5, 6`: numbered as the report's tables number them. */
const cellsOf = (cells: readonly number[]): string =>
	`${plural(cells.length, 'cell').replace(/^\d+ /, '')} ${cells.map((index) => index + 1).join(', ')}`

function linesOf(results: Results, show: (text: string) => string): { words: string; where: string }[] {
	return kernelReasons(results).map((reason) => ({
		words: show(reason.words),
		where: byCheck(reason)
			.map(({ check, cells }) => `${show(check)} in ${cellsOf(cells)}`)
			.join('; '),
	}))
}

/** A line for each thing that a kernel lacks, with the verdicts that it explains. */
export const kernelMarkdown = (results: Results): string[] =>
	linesOf(results, code).map(({ words, where }) => `- ${words}: ${where}`)

export const kernelPlain = (results: Results): string[] =>
	linesOf(results, plain).map(({ words, where }) => `${words}: ${where}`)
