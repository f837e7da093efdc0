import { realpath } from 'node:fs/promises'
import { foldHistory, type History, type Results } from '#results'
import type { Context } from '../../context.ts'
import { foldRun } from './read-run.ts'

/** Many runs over time, from their directories, each once; what is damaged is said. */
export async function historyOf(dirs: readonly string[], { stderr, interrupts }: Context): Promise<History> {
	const runs: Results[] = []
	const damage = new Map<Results, readonly string[]>()
	const read = new Set<string>()
	for (const dir of dirs) {
		// What is not there, the reading says. `runs/*` names the newest run by its link as well.
		const real = await realpath(dir).catch(() => dir)
		if (read.has(real)) continue
		read.add(real)
		const { results, gaps } = await foldRun(dir, { verb: 'report', signal: interrupts.signal })
		for (const gap of gaps) stderr.write(`The record of ${dir} is damaged: ${gap}; it is left out.\n`)
		if (gaps.length > 0) damage.set(results, gaps)
		runs.push(results)
	}
	return foldHistory(runs, damage)
}
