import { Command } from 'commander'
import type { Context } from '../../context.ts'

export interface WatchUpstreamFlags {
	readonly matrix: string
	readonly known?: string
	readonly dryRun?: true
	readonly json?: true
}

export function watchUpstreamVerb(context: Context): Command {
	return new Command('watch-upstream')
		.summary('add to a matrix file what the mirrors have of new versions since the last time')
		.description(
			'Looks for versions of the kernel, passt, Docker and RootlessKit that the mirrors did not have the last time, adds ' +
				'them to the axes of the matrix file, and says each. What the mirrors had is kept in a file beside it; the first ' +
				'time adds nothing. Commit both files: what a night tests is then to be read in the history.',
		)
		.requiredOption('--matrix <file>', 'the matrix file that is added to')
		.option('--known <file>', 'what the mirrors had the last time (default: MATRIX.upstream.json beside it)')
		.option('--dry-run', 'say what is new, and write nothing')
		.option('--json', 'print what is new as JSON')
		.addHelpText(
			'after',
			'\nExample:\n  $ rootless-matrix watch-upstream --matrix nightly.yaml &&\n      rootless-matrix run --matrix nightly.yaml --yes',
		)
		.action(async (flags: WatchUpstreamFlags, command: Command) => {
			const { watchUpstreamAction } = await import('./action.ts')
			await watchUpstreamAction(flags, command, context)
		})
}
