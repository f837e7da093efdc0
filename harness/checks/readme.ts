import { format, resolveConfig } from 'prettier'
import { checksMarkdown } from './render.ts'
import { checkRows } from './rows.ts'

const marked = /(?<=<!-- checks -->\n)[^]*?(?=<!-- \/checks -->)/

/** A README with the table of the checks between its two comments, formatted as the house does. */
export async function withChecks(readme: string): Promise<string> {
	if (!marked.test(readme)) throw new Error('The README has no <!-- checks --> … <!-- /checks -->.')
	// As it is: padded to its longest cell, nobody could read the source.
	const table = `<!-- prettier-ignore -->\n${checksMarkdown(checkRows())}`
	const updated = readme.replace(marked, () => `\n${table}\n`)
	return format(updated, { ...(await resolveConfig('README.md')), parser: 'markdown' })
}
