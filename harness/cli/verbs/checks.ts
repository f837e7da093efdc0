import { Command } from 'commander'
import { checkRows, checksMarkdown, checksText } from '#harness/checks'
import type { Context } from '../context.ts'
import { refuse, strayWords } from '../usage.ts'

interface ChecksFlags {
	readonly json?: true
	readonly markdown?: true
}

export function checksVerb(context: Context): Command {
	return new Command('checks')
		.summary('list every check: from where, what it promises, when it applies, what is known to break it')
		.description(
			'Lists the questions that a run asks of a cell. A check that has no meaning in a cell is skipped there, ' +
				'with the reason; one that fails as a known issue says is `known`, and the issue is linked.',
		)
		.option('--json', 'print them as JSON')
		.option('--markdown', 'print them as a Markdown table')
		.addHelpText('after', '\nExample:\n  $ rootless-matrix checks | less')
		.action((flags: ChecksFlags, command: Command) => {
			const problems = [...strayWords(command)]
			if (flags.json && flags.markdown) problems.push('--json and --markdown exclude each other')
			refuse(command, problems)
			context.stdout.write(render(flags, context))
		})
}

function render(flags: ChecksFlags, { stdout }: Context): string {
	const rows = checkRows()
	if (flags.json) return `${JSON.stringify({ checks: rows }, null, '\t')}\n`
	return flags.markdown ? checksMarkdown(rows) : checksText(rows, Math.min(stdout.columns ?? 100, 110))
}
