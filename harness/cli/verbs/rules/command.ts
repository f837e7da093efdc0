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
			'Says which known issues the given runs contradict, and when each was last seen: in one of these runs, or on ' +
				'the day that its rule has of an earlier one. Says too which none has ever shown. Runs are judged by the ' +
				'rules of this version. Exits with 1 when a run contradicts a rule.',
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
