import { Command } from 'commander'
import type { Context } from '../../context.ts'

export interface ChecksFlags {
	readonly json?: true
	readonly markdown?: true
	readonly coverage?: true
}

export function checksVerb(context: Context): Command {
	return new Command('checks')
		.summary('list every check: from where, what it promises, when it applies, what is known to break it')
		.description(
			'Lists the questions that a run asks of a cell. A check that has no meaning in a cell is skipped there, ' +
				'with the reason; one that fails as a known issue says is `known`, and the issue is linked.',
		)
		.argument(
			'[glob]',
			'only those whose id matches, such as "dns.*"; of one id: how it asks, in which forms it may fail, and what is known to break it',
		)
		.option('--json', 'print them as JSON')
		.option('--markdown', 'print them as a Markdown table')
		.option('--coverage', 'print which protocol and family they ask over, and in which direction')
		.addHelpText(
			'after',
			'\nExamples:\n  $ rootless-matrix checks | less\n  $ rootless-matrix checks "dns.*"\n  $ rootless-matrix checks dns.udp',
		)
		.action(async (glob: string | undefined, flags: ChecksFlags, command: Command) => {
			const { checksAction } = await import('./action.ts')
			checksAction(glob, flags, command, context)
		})
}
