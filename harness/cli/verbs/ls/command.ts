import { Command } from 'commander'
import type { Context } from '../../context.ts'

export interface LsFlags {
	readonly runsDir: string
	readonly json?: true
}

export function lsVerb(context: Context): Command {
	return new Command('ls')
		.summary('list the runs that are recorded here, and what each came to')
		.description('Lists the runs of a directory, the newest first: what they were of, and what they came to.')
		.option('--runs-dir <dir>', 'where runs are recorded', 'runs')
		.option('--json', 'print them as JSON')
		.addHelpText('after', '\nExample:\n  $ rootless-matrix ls')
		.action(async (flags: LsFlags, command: Command) => {
			const { lsAction } = await import('./action.ts')
			await lsAction(flags, command, context)
		})
}
