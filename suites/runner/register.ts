import { type TestContext, afterAll, test } from 'vitest'
import { skipReason } from '../catalogue/index.ts'
import { withDeadline } from '#vm/host'
import { cut } from '../check/limits.ts'
import './ask/report-meta.ts'
import { askCheck } from './ask/ask-check.ts'
import { theCell } from './the-cell.ts'
import { enterContext } from '../check/check-context.ts'
import type { CheckDefinition, CheckModule } from '../check/definition.ts'

/**
 * Registers checks as vitest's tests: those that may run side by side first, then the serial ones. Ways that failed and a
 * CheckFailed are the product's failure, anything else that a body throws is an error of the harness or the machine; both
 * leave evidence.
 */
export function registerChecks(modules: readonly CheckModule[]): void {
	const checks = modules.flatMap((module) => module.checks)
	// No time limit of vitest's: the check's own deadline rules.
	for (const check of checks) if (check.serial === undefined) test.concurrent(check.id, runnerOf(check), 0)
	for (const check of checks) if (check.serial !== undefined) test(check.id, runnerOf(check), 0)
	for (const { afterAll: after } of modules) {
		if (after === undefined) continue
		afterAll(async () => {
			if (!after.needed()) return
			await withDeadline('bringing the daemon back', { deadline: after.deadline }, async (signal) =>
				after.run(await enterContext(theCell(), signal)),
			)
		}, 0)
	}
}

function runnerOf(definition: CheckDefinition) {
	return async ({ task, skip, signal }: TestContext) => {
		const facts = theCell()
		const reason = skipReason(definition, facts)
		if (reason !== undefined) skip(cut(reason))
		const message = await askCheck(definition, {
			facts,
			signal,
			onReport: (report) => (task.meta.report = report),
		})
		// Not the error itself, which vitest would hand on with all that a guest wrote into it.
		if (message !== undefined) throw new Error(message)
	}
}
