import { dirname } from 'node:path'
import type { Results } from '#results'
import { shellQuote } from '#vm/host'
import type { MatrixFlags, ShardFlags } from '../../flags/matrix-flags.ts'

/** What a run was started with, as far as the same cells and checks depend on it. */
interface StartedWith extends MatrixFlags, ShardFlags {
	readonly checks?: readonly string[] | undefined
	readonly soak?: string | undefined
	readonly driver?: string | undefined
	readonly arch?: string | undefined
	/** What starts the program; default: its name. */
	readonly program?: string | undefined
}

/** A longer command has a line to itself: words beside it would be far away. */
const longest = 70

/** The three commands that a person may want after a run, each with what it is for; as lines. */
export function nextCommands(
	{ dir, results }: { readonly dir: string; readonly results: Results },
	{
		preset,
		matrix,
		only = [],
		shard,
		shardTimings,
		driver,
		arch,
		checks = [],
		soak,
		program = 'rootless-matrix',
	}: StartedWith,
): readonly string[] {
	const same = [
		'run',
		...(preset === undefined ? [] : ['--preset', preset]),
		...(matrix === undefined ? [] : ['--matrix', shellQuote(matrix)]),
		...(only.length === 0 ? [] : ['--only', ...only.map(shellQuote)]),
		...(driver === undefined ? [] : ['--driver', shellQuote(driver)]),
		...(arch === undefined ? [] : ['--arch', shellQuote(arch)]),
	]
	const soaked = soak === undefined ? [] : ['--soak', shellQuote(soak)]
	const resumed = [
		...same,
		...(shard === undefined ? [] : ['--shard', shellQuote(shard)]),
		...(shardTimings === undefined ? [] : ['--shard-timings', shellQuote(shardTimings)]),
		...(checks.length === 0 ? [] : ['--checks', ...checks.map(shellQuote)]),
		...soaked,
	]
	const place = shellQuote(dir)
	const runs = dirname(dir)
	const red = results.cells.find(({ checks }) =>
		checks.some(({ verdict }) => verdict === 'fail' || verdict === 'flaky'),
	)
	const commands: (readonly [string, string])[] = [[`show-report ${place}`, 'the report, in a browser']]
	const broke = results.cells.some(({ verdict }) => verdict === 'error')
	if (results.run.state !== 'completed' || broke)
		commands.push([
			`${resumed.join(' ')} --resume ${place}`,
			broke ? 'the cells that broke or were not run' : 'the cells that did not come to an end',
		])
	if (red !== undefined) {
		commands.push([
			`repro ${shellQuote(`${dir}/cells/${red.slug}`)}`,
			'the first cell that failed, once more',
		])
		// Asked without it, it would be shorter than the one that failed.
		const isSoaked = results.cells.some(({ checks }) =>
			checks.some(({ id, verdict }) => id === 'daemon.soak' && verdict !== 'pass' && verdict !== 'skipped'),
		)
		const again = [...same, ...(isSoaked ? soaked : [])]
		commands.push([`${again.join(' ')} --last-failed ${place}`, 'everything that failed, once more'])
	}
	commands.push(
		[`report ${place} --markdown`, 'the results as a text to send on'],
		[runs === 'runs' ? 'ls' : `ls --runs-dir ${shellQuote(runs)}`, 'this run among the others'],
	)
	const three = commands.slice(0, 3)
	const width = Math.max(...three.map(([{ length }]) => (length > longest ? 0 : length)))
	return three.flatMap(([command, what]) =>
		command.length > longest
			? [`  $ ${program} ${command}`, `      ${what}`]
			: [`  $ ${program} ${command.padEnd(width)}  ${what}`],
	)
}
