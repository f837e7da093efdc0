import { type TestContext, afterAll, test } from 'vitest'
import type { Observations } from '#results'
import { skipReason, waysOf } from '../catalogue/index.ts'
import { withDeadline } from '#vm/host'
import { collectEvidence } from '../check/evidence.ts'
import { cut, cutObservations } from '../check/limits.ts'
import { CheckFailed, messageOf, orMachineTrouble, outcomeOf } from '../check/outcome.ts'
import { orServerTrouble } from '../check/trouble/server-trouble.ts'
import { orStarvedGuest } from '../check/trouble/starved-guest.ts'
import { serverLogs } from '../fixtures/server-logs.ts'
import './report-meta.ts'
import { settled } from '../check/settled.ts'
import { theCell } from './the-cell.ts'
import { WayBook } from '../check/way-book.ts'
import { enterContext } from '../check/check-context.ts'
import type { CheckDefinition, CheckModule } from '../check/definition.ts'
import type { Recorder } from '../check/recorder.ts'

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
	const { id, deadline = 240_000, run: body } = definition
	return async ({ task, skip, signal }: TestContext) => {
		const facts = theCell()
		const reason = skipReason(definition, facts)
		if (reason !== undefined) skip(cut(reason))
		const seen: Record<string, Observations[string]> = {}
		const ways = new WayBook(waysOf(id))
		const record: Recorder = {
			observe(key, value) {
				seen[key] = value
			},
			way: (name, failure) => ways.enter(name, failure),
		}
		// What a guest wrote is cut before it crosses to the threads and processes that report it.
		const observed = () => ({ observations: cutObservations(seen) })
		const began = Date.now()
		const ended = await settled(async () => {
			await withDeadline(id, { signal, deadline }, async (bounded) =>
				body(await enterContext(facts, bounded), record),
			)
			ways.settle()
		})
		if (ended.status === 'fulfilled') {
			task.meta.report = { ...observed(), ways: ways.outcomes() }
			return
		}
		const ms = Date.now() - began
		const joined = ways.joined(ended.reason)
		const unsound = await orServerTrouble(orMachineTrouble(joined), () =>
			withDeadline('the probe servers’ logs', { signal, deadline: 20_000 }, async (bounded) =>
				serverLogs(
					(await enterContext(facts, bounded)).guest,
					Math.ceil((Date.now() - began) / 1000) + 1,
					bounded,
				),
			),
		)
		const error = await orStarvedGuest(unsound, () =>
			withDeadline('`true` in the guest', { signal, deadline: 60_000 }, async (bounded) =>
				(await enterContext(facts, bounded)).guest.exec(['true'], { signal: bounded }),
			),
		)
		const message = messageOf(error)
		const report = {
			...observed(),
			ways: joined instanceof CheckFailed ? joined.ways : ways.outcomes(),
			ms,
			outcome: outcomeOf(error),
			message,
		}
		// At once, and once more with the evidence: collecting it may be cut short.
		task.meta.report = report
		task.meta.report = { ...report, evidence: await collectEvidence({ facts, id, began, signal }) }
		// Not the error itself, which vitest would hand on with all that a guest wrote into it.
		throw new Error(message)
	}
}
