import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import type { MergeFlags } from './action.ts'

export function mergeVerb(context: Context, finish: Finish): Command {
	return new Command('merge')
		.summary('make one run of the shards of one plan')
		.description(
			'Merges the runs of shards, each of them a part of one plan, into one run with one report. Shards of different ' +
				'plans are refused, and so are two that ran the same cell. Says which cells no shard brought to an end. ' +
				'Exits as `run` does.',
		)
		.argument('<run-dirs...>', 'the directories of the shards')
		.requiredOption('-o, --output <dir>', 'the new directory of the merged run')
		.option(
			'--allow-mixed',
			'merge runs of different harness sources, or with different files of one version, as well; the report says so',
		)
		.addHelpText(
			'after',
			'\nExample:\n  $ rootless-matrix merge --output runs/merged shard-1/runs/latest shard-2/runs/latest',
		)
		.action(async (dirs: string[], flags: MergeFlags, command: Command) => {
			const { mergeAction } = await import('./action.ts')
			await mergeAction(dirs, flags, command, context, finish)
		})
}
