import { Command } from 'commander'
import { planToJson, renderPlan } from '#harness/matrix'
import type { Context } from '../context.ts'
import { refuse, strayWords } from '../usage.ts'
import { choosePlan, type MatrixFlags, withMatrixFlags } from './matrix-choice.ts'

export function planVerb(context: Context): Command {
	return withMatrixFlags(new Command('plan'))
		.summary('show which configurations a run would test, without running anything')
		.description(
			'Shows the cells of a matrix: which kernel, Docker, network driver and daemon settings each of them has. ' +
				'Nothing is downloaded and nothing is started.',
		)
		.option('--json', 'print the plan as JSON')
		.addHelpText(
			'after',
			'\nExamples:\n  $ rootless-matrix plan --preset quick\n  $ rootless-matrix plan --matrix my-matrix.yaml --json',
		)
		.action(async (flags: MatrixFlags & { json?: true }, command: Command) => {
			const problems = [...strayWords(command)]
			const chosen = await choosePlan(flags, problems, context.interrupts.signal)
			refuse(command, problems)
			if (!chosen) return
			context.stdout.write(flags.json ? planToJson(chosen.plan) : renderPlan(chosen.plan))
		})
}
