import { foldHistory, historyMarkdown, historyText, type Results } from '#results'
import type { Context } from '../../context.ts'
import type { Form } from './form-flags.ts'
import { foldRun } from './read-run.ts'

/** Many runs over time, in the form that was asked for. */
export async function historyOf(
	dirs: readonly string[],
	form: Form | undefined,
	{ stderr, interrupts }: Context,
): Promise<string> {
	const runs: Results[] = []
	for (const dir of dirs) {
		const { results, gaps } = await foldRun(dir, { verb: 'report', signal: interrupts.signal })
		for (const gap of gaps) stderr.write(`The record of ${dir} is damaged: ${gap}; it is left out.\n`)
		runs.push(results)
	}
	const history = foldHistory(runs)
	if (form === 'json') return `${JSON.stringify(history, null, '\t')}\n`
	return form === 'markdown' ? historyMarkdown(history) : historyText(history)
}
