import { Command } from 'commander'
import type { Fetched, FetchedCell } from '#harness/run'
import { type Context, isLive } from '../context.ts'
import type { Finish } from '../finish.ts'
import { refuse, strayWords } from '../usage.ts'
import { transferView } from '../view/index.ts'
import { oneLine } from '../view/one-line.ts'
import {
	type ArtifactFlags,
	artifactSources,
	checkArtifactFlags,
	withArtifactFlags,
} from './artifact-flags.ts'
import { readCount } from './read-count.ts'
import { type Chosen, choosePlan, type MatrixFlags, withMatrixFlags } from './matrix-choice.ts'

interface FetchFlags extends MatrixFlags, ArtifactFlags {
	readonly jobs?: string
	readonly json?: true
}

const more = `
Examples:
  $ rootless-matrix fetch --preset quick && rootless-matrix run --preset quick --offline
  $ rootless-matrix fetch --matrix my-matrix.yaml --mirror https://mirror.example/docker/

Exit codes:
  0  everything is in the cache
  1  some of it could not be had; the cells that need it are named
  2  bad usage, or a mistake in the matrix file or the lock file
  3  something is wrong: a checksum, a full disk, a tool that failed`

export function fetchVerb(context: Context, finish: Finish): Command {
	return withArtifactFlags(withMatrixFlags(new Command('fetch')))
		.summary('bring everything that a run needs into the cache, so that it can run --offline')
		.description(
			'Downloads, verifies and builds what the cells of a matrix boot with: kernels, disks, the base image, every ' +
				'part of the stacks. What is there already is not fetched again, and a download that broke off goes on. ' +
				'Starts no VM.',
		)
		.option('-j, --jobs <n>', 'artifacts at the same time (default: 3)')
		.option('--json', 'print the outcome of each cell as JSON; progress goes to standard error')
		.addHelpText('after', more)
		.action(async (flags: FetchFlags, command: Command) => {
			const problems = [...strayWords(command)]
			const jobs = readCount('--jobs', flags.jobs, { from: 1, problems })
			checkArtifactFlags(flags, problems)
			const chosen = await choosePlan(flags, problems, context.interrupts.signal)
			refuse(command, problems)
			if (chosen) finish(await fetchAll(chosen, jobs, flags, context))
		})
}

async function fetchAll(
	chosen: Chosen,
	jobs: number | undefined,
	flags: FetchFlags,
	context: Context,
): Promise<number> {
	const { services, interrupts, env, now } = context
	const screen = flags.json ? context.stderr : context.stdout
	const fetched = await showing()
	screen.write(summary(fetched, services.cacheDirectory(env)))
	if (flags.json) context.stdout.write(`${JSON.stringify({ cells: fetched.cells }, null, '\t')}\n`)
	return exitCode(fetched)

	async function showing() {
		using view = transferView(screen, { now, live: isLive(screen, env) })
		interrupts.tell(view.onNote)
		return services.fetchPlan({
			plan: chosen.plan,
			artifacts: artifactSources(chosen, flags),
			...(jobs === undefined ? {} : { jobs }),
			...{ signal: interrupts.signal, env },
			onNote: view.onNote,
			onProgress: view.onProgress,
		})
	}
}

function exitCode({ cells }: Fetched): number {
	if (cells.some(({ state }) => state === 'error')) return 3
	return cells.some(({ state }) => state === 'unavailable') ? 1 : 0
}

type Missing = Exclude<FetchedCell, { state: 'ready' }>

function summary({ cells }: Fetched, cache: string): string {
	const missing = cells.filter((cell): cell is Missing => cell.state !== 'ready')
	const groups = new Map<string, Missing[]>()
	for (const cell of missing) {
		const key = `${cell.state}: ${cell.reason}`
		groups.set(key, [...(groups.get(key) ?? []), cell])
	}
	const ready = cells.length - missing.length
	return [
		'',
		`${ready} of ${cells.length} ${cells.length === 1 ? 'cell has' : 'cells have'} all that they need in ${cache}.`,
		...[...groups].flatMap(([what, group]) => [
			'',
			oneLine(what),
			...(group[0]?.hint ? [`  ${oneLine(group[0].hint)}`] : []),
			...group.map(({ slug }) => `  - ${slug}`),
		]),
		'',
	].join('\n')
}
