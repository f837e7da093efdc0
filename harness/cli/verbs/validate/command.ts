import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'

export interface ValidateFlags {
	readonly json?: true
}

export function validateVerb(context: Context, finish: Finish): Command {
	return new Command('validate')
		.summary('say whether a matrix file, and the lock file beside it, are right')
		.description(
			'Reads a matrix file and the lock file beside it, and says every mistake with its line and column. Nothing is ' +
				'downloaded and nothing is started.',
		)
		.argument(
			'[file]',
			'the matrix file (default: rootless-matrix.yaml here, or in the nearest directory above)',
		)
		.option('--json', 'print the problems as JSON')
		.addHelpText('after', '\nExample:\n  $ rootless-matrix validate rootless-matrix.yaml')
		.action(async (file: string | undefined, flags: ValidateFlags, command: Command) => {
			const { validateAction } = await import('./action.ts')
			await validateAction(file, flags, command, { context, finish })
		})
}
