import type { Results } from '#results'
import { shellQuote } from '#vm/host'
import type { MatrixFlags } from '../../flags/matrix-flags.ts'

/** The three commands that a person may want after a run, each with what it is for. */
export function nextCommands(
	{ dir, results }: { readonly dir: string; readonly results: Results },
	{ preset, matrix, only = [] }: MatrixFlags,
): readonly string[] {
	const same = [
		'run',
		...(preset === undefined ? [] : ['--preset', preset]),
		...(matrix === undefined ? [] : ['--matrix', shellQuote(matrix)]),
		...(only.length === 0 ? [] : ['--only', ...only.map(shellQuote)]),
	]
	const place = shellQuote(dir)
	const red = results.cells.find(({ checks }) =>
		checks.some(({ verdict }) => verdict === 'fail' || verdict === 'flaky'),
	)
	const commands: (readonly [string, string])[] = [[`show-report ${place}`, 'the report, in a browser']]
	if (results.run.state !== 'completed')
		commands.push([`${same.join(' ')} --resume ${place}`, 'the cells that did not come to an end'])
	if (red !== undefined) {
		commands.push([
			`repro ${shellQuote(`${dir}/cells/${red.slug}`)}`,
			'the first cell that failed, once more',
		])
		commands.push([`${same.join(' ')} --last-failed ${place}`, 'everything that failed, once more'])
	}
	commands.push(
		[`report ${place} --markdown`, 'the results as a text to send on'],
		['ls', 'this run among the others'],
	)
	const three = commands.slice(0, 3)
	const width = Math.max(...three.map(([command]) => command.length))
	return three.map(([command, what]) => `  $ rootless-matrix ${command.padEnd(width)}  ${what}`)
}
