import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'

export interface RulesFlags {
	readonly json?: true
}

export function rulesVerb(context: Context, finish: Finish): Command {
	const check = new Command('check')
		.summary('hold the known issues against runs')
		.description(
			'Says which known issues a run contradicts, which no run has ever shown, and when each was last seen, in the ' +
				'runs given or in those on record. Runs are judged by the rules of this version. Exits with 1 when a run ' +
				'contradicts a rule.',
		)
		.argument('[runs...]', 'directories of runs')
		.option('--json', 'print it as JSON')
		.addHelpText('after', '\nExample:\n  $ rootless-matrix rules check runs/2026*')
		.action(async (runs: string[], flags: RulesFlags, command: Command) => {
			const { rulesCheckAction } = await import('./check.ts')
			finish(await rulesCheckAction(runs, flags, command, context))
		})
	return new Command('rules')
		.summary('hold the known issues against runs: check')
		.description('What the rules about known failures say, and what runs say of them.')
		.helpCommand(false)
		.addCommand(check)
}
