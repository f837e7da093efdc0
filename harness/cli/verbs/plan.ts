import { Command } from 'commander'
import { renderPlan } from '#harness/matrix'
import type { Context } from '../context.ts'
import { refuse, strayWords } from '../usage.ts'
import { choosePlan, type MatrixFlags, withMatrixFlags } from './matrix-choice.ts'
import { estimateLines, estimatePlan } from './plan-estimate.ts'

interface PlanFlags extends MatrixFlags {
	readonly json?: true
	readonly tree?: true
	readonly runsDir: string
}

const more = `
Examples:
  $ rootless-matrix plan --preset quick
  $ rootless-matrix plan --preset nightly --tree
  $ rootless-matrix plan --matrix my-matrix.yaml --json`

export function planVerb(context: Context): Command {
	return withMatrixFlags(new Command('plan'))
		.summary('show which configurations a run would test, without running anything')
		.description(
			'Shows the cells of a matrix: which kernel, Docker, network driver and daemon settings each of them has, what is ' +
				'left out and why, and about what a run would take. Nothing is downloaded and nothing is started.',
		)
		.option('--tree', 'show the cells as a tree, an axis a level')
		.option('--json', 'print the plan as JSON')
		.option('--runs-dir <dir>', 'where earlier runs are recorded, to estimate the time from', 'runs')
		.addHelpText('after', more)
		.action(async (flags: PlanFlags, command: Command) => {
			const problems = [...strayWords(command)]
			if (flags.json && flags.tree) problems.push('--json and --tree exclude each other')
			const chosen = await choosePlan(flags, problems, context.interrupts.signal)
			refuse(command, problems)
			if (!chosen) return
			const { plan, lockPath } = chosen
			const estimate = await estimatePlan(plan, { runsDir: flags.runsDir, lockPath }, context)
			if (flags.json) {
				context.stdout.write(`${JSON.stringify({ ...plan, estimate }, undefined, '\t')}\n`)
				return
			}
			const lines = estimateLines(estimate, plan.cells.length - plan.unavailable.length)
			context.stdout.write(renderPlan(plan, { form: flags.tree ? 'tree' : 'table', estimate: lines }))
		})
}
