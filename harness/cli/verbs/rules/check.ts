import type { Command } from 'commander'
import { checkRules, rulesData, rulesText } from '#harness/rules'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import { foldRun } from '../report/read-run.ts'
import type { RulesFlags } from './command.ts'

export async function rulesCheckAction(
	dirs: readonly string[],
	flags: RulesFlags,
	command: Command,
	{ stdout, stderr, interrupts }: Context,
): Promise<number> {
	refuse(command, strayWords(command))
	const runs = []
	let damaged = false
	for (const dir of dirs) {
		const { results, gaps } = await foldRun(dir, { verb: 'rules check', signal: interrupts.signal })
		for (const gap of gaps) stderr.write(`The record is damaged: ${dir}: ${gap}; it is left out.\n`)
		damaged ||= gaps.length > 0
		runs.push(results)
	}
	const rows = checkRules(runs)
	stdout.write(
		flags.json
			? `${JSON.stringify(rulesData(rows), null, '\t')}\n`
			: rulesText(rows, runs.length, Math.min(stdout.columns ?? 110, 110)),
	)
	const isContradicted = rows.some(({ contradictions }) => contradictions.length > 0)
	return isContradicted ? 1 : damaged ? 3 : 0
}
