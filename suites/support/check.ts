import { type TestContext, test } from 'vitest'
import type { Observations } from '#results'
import { type CheckId, catalogueEntry, skipReason } from '../catalogue/index.ts'
import { within } from './bounded.ts'
import { collectEvidence } from './evidence.ts'
import { messageOf, outcomeOf } from './outcome.ts'
import './report-meta.ts'
import { theCell } from './the-cell.ts'
import { type World, enterWorld } from './world.ts'

type Json = Observations[string]

/** Takes down what a check saw on its way. */
export interface Recorder {
	observe(key: string, value: Json): void
}

export interface CheckOptions {
	/** Milliseconds. Default: 120 s; the first check of an area starts its containers. */
	readonly deadline?: number
	/** Why it may not run beside other checks, where it may not: it runs after those that may. */
	readonly alone?: string
}

/**
 * Registers one check of the catalogue as a vitest test. An assertion or a CheckFailed is the product's failure,
 * anything else that the body throws is an error of the harness or the machine; both leave evidence.
 */
export function check(
	id: CheckId,
	body: (world: World, record: Recorder) => Promise<void>,
	{ deadline = 120_000, alone }: CheckOptions = {},
): void {
	const entry = catalogueEntry(id)
	const run = async ({ task, skip, signal }: TestContext) => {
		const facts = theCell()
		const reason = skipReason(entry, facts)
		if (reason !== undefined) skip(reason)
		const observations: Record<string, Json> = {}
		task.meta.report = { observations }
		const record: Recorder = {
			observe(key, value) {
				observations[key] = value
			},
		}
		const began = Date.now()
		try {
			await within(id, { signal, deadline }, async (bounded) =>
				body(await enterWorld(facts, bounded), record),
			)
		} catch (error) {
			const ended = {
				observations,
				ms: Date.now() - began,
				outcome: outcomeOf(error),
				message: messageOf(error),
			}
			// At once, and once more with the evidence: collecting it may be cut short.
			task.meta.report = ended
			task.meta.report = { ...ended, evidence: await collectEvidence({ facts, id, began, signal }) }
			throw error
		}
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
