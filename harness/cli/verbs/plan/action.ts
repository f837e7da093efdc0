import type { Command } from 'commander'
import { recorded, renderPlan } from '#harness/matrix'
import type { Context } from '../../context.ts'
import { refuse, strayWords } from '../../usage.ts'
import { selectPlan } from '../../flags/matrix-selection.ts'
import { estimateLines, estimatePlan } from '../../flags/plan-estimate.ts'
import type { PlanFlags } from './command.ts'
import { cacheKey } from './cache-key.ts'

export async function planAction(flags: PlanFlags, command: Command, context: Context): Promise<void> {
	const problems = [...strayWords(command)]
	if (flags.json && flags.tree) problems.push('--json and --tree exclude each other')
	const selection = await selectPlan(flags, problems, {
		signal: context.interrupts.signal,
		env: context.env,
	})
	refuse(command, problems)
	if (!selection) return
	const { plan, lockPath } = selection
	const estimate = await estimatePlan(plan, { runsDir: flags.runsDir, lockPath }, context)
	if (flags.json) {
		const cells = plan.cells.map(recorded)
		const text = { ...plan, cells, estimate, cacheKey: await cacheKey(plan, lockPath) }
		context.stdout.write(`${JSON.stringify(text, undefined, '\t')}\n`)
		return
	}
	const lines = estimateLines(estimate, plan.cells.length - plan.unavailable.length)
	context.stdout.write(renderPlan(plan, { form: flags.tree ? 'tree' : 'table', estimate: lines }))
}
