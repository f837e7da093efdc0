import { type TestContext, test } from 'vitest'
import type { Observations } from '#results'
import { type CheckId, catalogueEntry, skipReason, waysOf } from '../catalogue/index.ts'
import { withDeadline } from '#vm/host'
import { collectEvidence } from './evidence.ts'
import { cut, cutObservations } from './limits.ts'
import { CheckFailed, messageOf, orMachineTrouble, outcomeOf } from './outcome.ts'
import './report-meta.ts'
import { settled } from './settled.ts'
import { theCell } from './the-cell.ts'
import { WayBook } from './way-book.ts'
import { type World, enterWorld } from './world.ts'
import type { Failure } from './wrong-with.ts'

type Json = Observations[string]

/** Takes down what a check saw on its way. */
export interface Recorder {
	observe(key: string, value: Json): void
	/**
	 * Takes down one way that was asked, and what was wrong with it. The check fails at its end, with all that went wrong:
	 * a way that failed keeps no other from being asked.
	 */
	way(name: string, failure?: Failure): void
}

export interface CheckOptions {
	/**
	 * Milliseconds. Default: 240 s: the first check of an area starts its containers, and a slow machine is asked twice. Past
	 * it the check is an error.
	 */
	readonly deadline?: number
	/** Why it may not run beside other checks, where it may not: it runs after those that may. */
	readonly alone?: string
}

/**
 * Registers one check of the catalogue as a vitest test. Ways that failed and a CheckFailed are the product's failure,
 * anything else that the body throws is an error of the harness or the machine; both leave evidence.
 */
export function check(
	id: CheckId,
	body: (world: World, record: Recorder) => Promise<void>,
	{ deadline = 240_000, alone }: CheckOptions = {},
): void {
	const entry = catalogueEntry(id)
	const run = async ({ task, skip, signal }: TestContext) => {
		const facts = theCell()
		const reason = skipReason(entry, facts)
		if (reason !== undefined) skip(cut(reason))
		const seen: Record<string, Json> = {}
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
				body(await enterWorld(facts, bounded), record),
			)
			ways.settle()
		})
		if (ended.status === 'fulfilled') {
			task.meta.report = { ...observed(), ways: ways.outcomes() }
			return
		}
		const joined = ways.joined(ended.reason)
		const error = orMachineTrouble(joined)
		const message = messageOf(error)
		const report = {
			...observed(),
			ways: joined instanceof CheckFailed ? joined.ways : ways.outcomes(),
			ms: Date.now() - began,
			outcome: outcomeOf(error),
			message,
		}
		// At once, and once more with the evidence: collecting it may be cut short.
		task.meta.report = report
		task.meta.report = { ...report, evidence: await collectEvidence({ facts, id, began, signal }) }
		// Not the error itself, which vitest would hand on with all that a guest wrote into it.
		throw new Error(message)
	}
	// No time limit of vitest's: the check's own deadline rules.
	if (alone === undefined) test.concurrent(id, run, 0)
	else later.push(() => test(id, run, 0))
}

const later: (() => void)[] = []

/** Registers the checks that run one after the other, once the others are registered. */
export function registerAlone(): void {
	for (const register of later.splice(0)) register()
}
