import { Command } from 'commander'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import {
	type ArchFlag,
	type ArtifactFlags,
	type PullCacheFlags,
	withArchFlag,
	withArtifactFlags,
	withPullCacheFlags,
} from '../../flags/shared-flags.ts'
import {
	type MatrixFlags,
	type ShardFlags,
	withMatrixFlags,
	withShardFlags,
} from '../../flags/matrix-flags.ts'

export interface FetchFlags extends MatrixFlags, ShardFlags, ArtifactFlags, PullCacheFlags, ArchFlag {
	readonly pushCache?: string
	readonly jobs?: string
	readonly json?: true
}

const more = `
Examples:
  $ rootless-matrix fetch --preset quick && rootless-matrix run --preset quick --offline
  $ rootless-matrix fetch --matrix my-matrix.yaml --mirror https://mirror.example/docker/
  $ rootless-matrix fetch --preset nightly --push-cache oci://registry.example.org/nightly

Exit codes:
  0  everything is in the cache
  1  some of it is not available; the cells that need it are named
  2  bad usage, or a mistake in the matrix file or the lock file
  3  something is wrong: a checksum, a full disk, a failed tool, a store that refuses`

export function fetchVerb(context: Context, finish: Finish): Command {
	return withPullCacheFlags(
		withArtifactFlags(withArchFlag(withShardFlags(withMatrixFlags(new Command('fetch'))))),
	)
		.summary('bring everything that a run needs into the cache, so that it can run --offline')
		.description(
			'Downloads, verifies and builds what the cells of a matrix boot with: kernels, disks, the base image, every ' +
				'part of the stacks. What is there already is not fetched again, and a download that broke off is continued. ' +
				'Starts no VM.',
		)
		.option('-j, --jobs <n>', 'artifacts at the same time (default: 3)')
		.option('--push-cache <store>', 'put what the cells need there as well, for other machines')
		.option('--json', 'print the outcome of each cell as JSON; progress goes to standard error')
		.addHelpText('after', more)
		.action(async (flags: FetchFlags, command: Command) => {
			const { fetchAction } = await import('./action.ts')
			await fetchAction(flags, command, context, finish)
		})
}
