import { Argument, Command, Option } from 'commander'
import type { Context } from '../../context.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

export function completionVerb(context: Context): Command {
	return new Command('completion')
		.summary('print what makes a shell complete verbs, flags, presets, cells, checks and runs')
		.description(
			'Prints a script for a shell. It asks the harness for what can stand where the cursor is: verbs, flags, ' +
				'and the names of presets, cells, checks and runs.',
		)
		.addArgument(new Argument('[shell]', 'the shell').choices(shells))
		.addOption(
			new Option('--complete <word...>', 'the words up to the cursor, the last one unfinished').hideHelp(),
		)
		.addHelpText(
			'after',
			'\nExamples:\n  $ source <(rootless-matrix completion bash)\n  $ rootless-matrix completion fish > ~/.config/fish/completions/rootless-matrix.fish',
		)
		.action(async (shell: Shell | undefined, flags: { complete?: string[] }, command: Command) => {
			const { completionAction } = await import('./action.ts')
			await completionAction(shell, flags.complete, command, context)
		})
}
