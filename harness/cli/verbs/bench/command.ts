import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { type ArtifactFlags, withArtifactFlags } from '../../flags/shared-flags.ts'
import { type MatrixFlags, withMatrixFlags } from '../../flags/matrix-flags.ts'

export interface BenchFlags extends MatrixFlags, ArtifactFlags {
	readonly rounds?: string
	readonly starts?: string
	readonly jobs?: string
	readonly out: string
}

const more = `
What it does, with VMs and snapshots of its own:
  boots and restores a guest by itself, in turn (--starts)
  runs the matrix from snapshots that it has to take first, once
  runs it naively (a boot for each cell, one after the other) and from snapshots, in turn
  (--rounds)

Leave the machine alone meanwhile. \`quick\` takes about 20 minutes without KVM.`

export function benchVerb(context: Context, finish: Finish): Command {
	return withArtifactFlags(withMatrixFlags(new Command('bench')))
		.summary('measure what snapshots are worth on this machine')
		.description(
			'Compares, within one run, cells that boot with cells that are restored from a snapshot: as ratios, with their spread.',
		)
		.option('--rounds <n>', 'how often the matrix is run each way (default: 1)')
		.option('--starts <n>', 'how often a guest is booted and restored by itself (default: 5)')
		.option('-j, --jobs <n>', 'VMs at the same time, but for the naive way')
		.option('--out <dir>', 'where bench.json and bench.md go', 'bench')
		.addHelpText('after', more)
		.action(async (flags: BenchFlags, command: Command) => {
			const { benchAction } = await import('./action.ts')
			await benchAction(flags, command, context, finish)
		})
}
