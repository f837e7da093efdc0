import { Command } from 'commander'
import { diffForms, type DiffFormId } from '#results/diff/forms'
import type { Language } from '#results/report/forms'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { addFormFlags, languageFlag } from '../report/form-flags.ts'

export interface DiffFlags extends Partial<Record<DiffFormId, true>> {
	readonly lang: Language
}

export function diffVerb(context: Context, finish: Finish): Command {
	const command = new Command('diff')
		.summary('show what changed between two runs, worst first')
		.description(
			'Compares two runs: which checks changed their verdict, which cells appeared and vanished, and what differs ' +
				'in their stacks. Cells that differ in one axis or two, such as the version of passt, are compared with ' +
				'each other. Exits with 1 when something got worse: it fails, is flaky, or fails in another form, and did ' +
				'not before, also in a cell that is new or of which the first run says nothing; or a security gap shows ' +
				'where there was nothing to find. With 3 when something is no longer known, or when the second run is not ' +
				'whole: it was killed or interrupted, or a cell of it broke.',
		)
		.argument('<run-a>', 'the directory of the run before')
		.argument('<run-b>', 'the directory of the run after')
	return addFormFlags(command, diffForms)
		.addOption(languageFlag('what the terminal, Markdown and the page are written in'))
		.addHelpText(
			'after',
			'\nExample:\n  $ rootless-matrix diff runs/20261122T011500Z-nightly runs/20261123T011500Z-nightly',
		)
		.action(async (before: string, after: string, flags: DiffFlags, command: Command) => {
			const { diffAction } = await import('./action.ts')
			await diffAction(before, after, flags, command, context, finish)
		})
}
