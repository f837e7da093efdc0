import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import {
	type ArchFlag,
	type ArtifactFlags,
	type DriverFlag,
	type PullCacheFlags,
	withArchFlag,
	withArtifactFlags,
	withDriverFlag,
	withPullCacheFlags,
} from '../../flags/shared-flags.ts'
import {
	type CellsFlag,
	type MatrixFlags,
	type ShardFlags,
	withMatrixFlags,
	withShardFlags,
} from '../../flags/matrix-flags.ts'

export interface RunFlags
	extends MatrixFlags, ShardFlags, CellsFlag, ArtifactFlags, PullCacheFlags, DriverFlag, ArchFlag {
	readonly jobs?: string
	readonly retries?: string
	readonly lastFailed?: string | true
	readonly maxFailures?: string
	readonly soak?: string
	readonly repeatEach?: string
	readonly repeatUntil?: string
	readonly reporter?: readonly string[]
	readonly snapshots: boolean
	readonly snapshotSpace?: string
	readonly snapshotAge?: string
	readonly fresh?: true
	readonly runsDir: string
	readonly resume?: string | true
	readonly strict?: true
	readonly json?: true
	readonly yes?: true
	readonly timings?: true
	readonly quiet?: true
	readonly verbose?: true
	readonly checks?: readonly string[]
}

export function runVerb(context: Context, finish: Finish): Command {
	return withPullCacheFlags(
		withArtifactFlags(withArchFlag(withDriverFlag(withShardFlags(withMatrixFlags(new Command('run')))))),
	)
		.summary('boot the VMs, run the checks, record the results')
		.description(
			'Boots a VM for each cell of the matrix, installs rootless Docker in it, checks its networking and records ' +
				'what it found in runs/<run>/: results.json, summary.md, events.ndjson, and the evidence of each cell.',
		)
		.option('--cells <file>', 'the cells of this file, as a worker of a farm writes it, and no matrix')
		.option('-j, --jobs <n>', 'VMs at the same time (default: as many as cores and memory carry)')
		.option(
			'--checks <glob...>',
			'only the checks whose id matches, such as "publish.*" (default: what the matrix says, else all)',
		)
		.option('--retries <n>', 'tries more for a cell that ran out of time; each is recorded (default: 1)')
		.option(
			'--last-failed [run]',
			'only the cells and checks that failed, were flaky or broke in an earlier run (default: the newest in --runs-dir)',
		)
		.option(
			'--repeat-each <n>',
			'run all that so many times, each a run of its own, and say at the end which checks answered now so and now so',
		)
		.option(
			'--repeat-until <n>',
			'as --repeat-each, until so many checks have answered: 10000 without an odd one hold the rate below 0.04 %',
		)
		.option(
			'--soak <time>',
			'ask daemon.soak in every cell as well, for so long: 10m, 2h; from 10m on it looks for leaks, for the last five of them',
		)
		.option('--max-failures <n>', 'stop when so many checks have failed, and cells broken')
		.option(
			'--no-snapshots',
			'boot every cell (default: take a snapshot of each VM with its daemon up, and restore it the next time)',
		)
		.option(
			'--snapshot-space <gib>',
			'how much of the cache snapshots may take; the longest unused ones go (default: 20)',
		)
		.option('--snapshot-age <days>', 'take snapshots anew that are older (default: 7)')
		.option('--fresh', 'take all snapshots of this run anew')
		.option('--runs-dir <dir>', 'where runs are recorded', 'runs')
		.option(
			'--resume [run]',
			'resume a run that was interrupted or has errors (default: the newest in --runs-dir): cells that came to an end without an error stay',
		)
		.option(
			'--reporter <name...>',
			'how the run is shown (list, line, dot), what is printed at its end (github, markdown, …), and what is written where (junit=FILE, json=FILE, …); default: list terminal',
		)
		.option(
			'-q, --quiet',
			'say only which checks are not as expected, which cells broke, and at the end how many there were',
		)
		.option('--verbose', 'say every phase and every answer as it comes, and notes uncut')
		.option('--offline', 'open no connection: what `fetch` or an earlier run brought has to do')
		.option('--strict', 'exit with 1 also when a known issue is fixed, or a cell could not be tried')
		.option('--timings', 'print the ten slowest checks when done, and how long the checks of each cell took')
		.option('-y, --yes', 'do not ask before a run of more than 1000 cells')
		.option('--json', 'print results.json when done; progress goes to standard error')
		.addHelpText(
			'after',
			'\nExamples:\n  $ rootless-matrix run --preset quick\n  $ rootless-matrix run --preset quick --only "*pasta*" --jobs 1\n  $ rootless-matrix run --preset quick --resume',
		)
		.action(async (flags: RunFlags, command: Command) => {
			const { runAction } = await import('./action.ts')
			await runAction(flags, command, context, finish)
		})
}
