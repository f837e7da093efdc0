import { HarnessError } from '#results/errors'
import { oneLine } from '../view/one-line.ts'

/** How much of a failed program's output is worth showing. */
const OUTPUT_LINES = 15

/** What the user reads when a verb could not do its work: what, what to do, why, and where the evidence lies. */
export function describeFailure(error: unknown, debug: boolean): string {
	if (!(error instanceof Error)) return `rootless-matrix: ${oneLine(String(error))}\n`
	const { hint, evidence = [], output } = error instanceof HarnessError ? error : {}
	const lines = [
		`rootless-matrix: ${safeLines(error.message)}`,
		...causesOf(error).map((cause) => `  because: ${oneLine(cause.message)}`),
		...(output
			? output
					.trimEnd()
					.split('\n')
					.slice(-OUTPUT_LINES)
					.map((line) => `  | ${oneLine(line)}`)
			: []),
		...evidence.map((path) => `  evidence: ${path}`),
		...(hint ? [safeLines(hint)] : []),
		...(debug ? [error, ...causesOf(error)].map((each) => each.stack ?? each.message) : []),
		...(!debug && !(error instanceof HarnessError)
			? ['Run again with --debug to see where it happened.']
			: []),
	]
	return `${lines.join('\n')}\n`
}

/** Whether the user wants to see where in the code something happened. */
export const wantsDebug = (argv: readonly string[], env: NodeJS.ProcessEnv): boolean =>
	argv.includes('--debug') || env.ROOTLESS_MATRIX_DEBUG === '1'

/** Bad usage and configuration are 2, and 130 is Ctrl-C at a question; everything else that keeps a verb from its work is 3. */
export function exitCodeForFailure(error: unknown): number {
	const code = error instanceof HarnessError ? error.code : undefined
	if (code === 'interrupted') return 130
	return code === 'configuration' ? 2 : 3
}

function causesOf(error: Error): readonly Error[] {
	const causes: Error[] = []
	for (let { cause } = error; cause instanceof Error && !causes.includes(cause); { cause } = cause)
		causes.push(cause)
	return causes
}

/** A message may have lines and indentation of its own, but what a guest put into it must not act on a terminal. */
const safeLines = (text: string) =>
	text.replace(/^( *)(.*)$/gm, (_, indent: string, rest: string) => indent + oneLine(rest))
