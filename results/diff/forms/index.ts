import type { Language, Reasons } from '../../report/index.ts'
import type { Comparison } from '../diff-results.ts'

/** A form in which a comparison is printed; loaded when it is asked for. */
export interface DiffForm<Id extends string = string> {
	/** The flag that asks for it. */
	readonly id: Id
	/** What the flag does, for `--help`. */
	readonly about: string
	readonly load: () => Promise<(compare: Comparison, context: DiffContext) => string>
}

/** What a comparison may say beyond the two runs. */
export interface DiffContext {
	/** The matrices that are shipped, by name. */
	readonly presets: readonly string[]
	/** What the terminal and Markdown are written in, and the page until its reader chooses. Default: English. */
	readonly language?: Language | undefined
	/** In Chinese why a check is not asked somewhere, as the checks bring it. */
	readonly reasons?: Reasons | undefined
}

const listed = <const Id extends string>(id: Id, about: string, load: DiffForm['load']): DiffForm<Id> => ({
	id,
	about,
	load,
})

/** The flags of `rootless-matrix diff`; this list is all that `--help` loads. */
export const diffForms = [
	listed('markdown', 'print Markdown', async () => {
		const { diffMarkdown } = await import('../render.ts')
		return (compare, { language = 'en', reasons }) => diffMarkdown(compare(language), language, reasons)
	}),
	listed('html', 'print a page: the two side by side, what changed first', async () => {
		const { diffHtml } = await import('../page.ts')
		return (compare, { language, reasons }) => diffHtml(compare, language, reasons)
	}),
	listed(
		'issues',
		'print a text for an issue tracker, in Markdown, for each thing that got worse or fails anew',
		// What programs and issue trackers read is the same in every language.
		async () => {
			const { diffIssues } = await import('../issues.ts')
			return (compare, context) => diffIssues(compare('en'), context)
		},
	),
	listed('json', 'print JSON', async () => (compare) => `${JSON.stringify(compare('en'), null, '\t')}\n`),
	listed('terminal', 'print for a terminal (the default)', async () => {
		const { diffText } = await import('../render.ts')
		return (compare, { language = 'en', reasons }) => diffText(compare(language), language, reasons)
	}),
] as const

export type DiffFormId = (typeof diffForms)[number]['id']

/** A comparison in one form. @throws RangeError for a form that there is not. */
export async function renderDiff(
	id: DiffFormId,
	compare: Comparison,
	context: DiffContext = { presets: [] },
): Promise<string> {
	const form = diffForms.find((one) => one.id === id)
	if (form === undefined) throw new RangeError(`there is no form ${id} of a comparison`)
	const render = await form.load()
	return render(compare, context)
}
