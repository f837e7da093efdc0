import { Command } from 'commander'
import type { Context } from '../../context.ts'
import {
	type MatrixFlags,
	type ShardFlags,
	withMatrixFlags,
	withShardFlags,
} from '../../flags/matrix-flags.ts'
import { type ArchFlag, withArchFlag } from '../../flags/shared-flags.ts'

export interface PlanFlags extends MatrixFlags, ShardFlags, ArchFlag {
	readonly json?: true
	readonly tree?: true
	readonly runsDir: string
}

const more = `
Examples:
  $ rootless-matrix plan --preset quick
  $ rootless-matrix plan --preset nightly --tree
  $ rootless-matrix plan --matrix my-matrix.yaml --json`

export function planVerb(context: Context): Command {
	return withArchFlag(withShardFlags(withMatrixFlags(new Command('plan'))))
		.summary('show which configurations a run would test, without running anything')
		.description(
			'Shows the cells of a matrix: which kernel, Docker, network driver and daemon settings each of them has, what is ' +
				'left out and why, and about what a run would take. Nothing is downloaded and nothing is started.',
		)
		.option('--tree', 'show the cells as a tree, an axis a level')
		.option('--json', 'print the plan as JSON')
		.option('--runs-dir <dir>', 'where earlier runs are recorded, to estimate the time from', 'runs')
		.addHelpText('after', more)
		.action(async (flags: PlanFlags, command: Command) => {
			const { planAction } = await import('./action.ts')
			await planAction(flags, command, context)
		})
}
