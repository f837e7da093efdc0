import { Command } from 'commander'
import type { Context } from '../../context.ts'

export interface InfoFlags {
	readonly json?: true
}

export function infoVerb(context: Context): Command {
	return new Command('info')
		.summary('print what a bug report needs: versions and the machine')
		.description(
			'Prints the versions of the harness, of Node and of the host’s tools, and what the machine is. It has no password, ' +
				'no address and no path of yours: of variables, only which are set.',
		)
		.option('--json', 'print it as JSON')
		.addHelpText('after', '\nExample:\n  $ rootless-matrix info')
		.action(async (flags: InfoFlags, command: Command) => {
			const { infoAction } = await import('./action.ts')
			await infoAction(flags, command, context)
		})
}
