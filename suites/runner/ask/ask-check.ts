import type { Observations } from '#results'
import { withDeadline } from '#vm/host'
import { waysOf } from '../../catalogue/index.ts'
import type { CellFacts } from '../../check/cell-facts.ts'
import { type Enter, enterContext } from '../../check/check-context.ts'
import type { CheckDefinition } from '../../check/definition.ts'
import { EarlyEvidence } from '../../check/early-evidence.ts'
import { collectEvidence, takeEarly } from '../../check/evidence.ts'
import { cutObservations } from '../../check/limits.ts'
import { CheckFailed, messageOf, orMachineTrouble, outcomeOf } from '../../check/outcome.ts'
import type { Recorder } from '../../check/recorder.ts'
import { settled } from '../../check/settled.ts'
import { orServerTrouble } from '../../check/trouble/server-trouble.ts'
import { orStarvedGuest } from '../../check/trouble/starved-guest.ts'
import { WayBook } from '../../check/way-book.ts'
import { serverLogs } from '../../fixtures/server-logs.ts'
import type { CheckReport } from './report-meta.ts'

export interface AskOptions {
	readonly facts: CellFacts
	readonly signal: AbortSignal
	/** Of a check that went wrong there are two: collecting the evidence of the second may be cut short. */
	readonly onReport: (report: CheckReport) => void
	readonly enter?: Enter | undefined
}

/** Runs a check that applies. Resolves to what is to be said of it where it went wrong. */
export async function askCheck(
	{ id, ways: own, deadline = 240_000, run: body }: CheckDefinition,
	{ facts, signal, onReport, enter = enterContext }: AskOptions,
): Promise<string | undefined> {
	const seen: Record<string, Observations[string]> = {}
	const ways = new WayBook(waysOf(id), own)
	const began = Date.now()
	let early: ReadonlyMap<string, string> | undefined
	const evidence = new EarlyEvidence(async () => {
		early = await takeEarly({ facts, signal, enter })
	})
	const record: Recorder = {
		observe(key, value) {
			seen[key] = value
		},
		way(name, failure) {
			ways.enter(name, failure)
			if (failure !== undefined) evidence.want()
		},
	}
	// What a guest wrote is cut before it crosses to the threads and processes that report it.
	const observed = () => ({ observations: cutObservations(seen) })
	const ended = await settled(async () => {
		const within = typeof deadline === 'function' ? deadline(facts) : deadline
		await withDeadline(id, { signal, deadline: within }, async (bounded) =>
			body(await enter(facts, bounded, evidence.around), record),
		)
		ways.settle()
	})
	if (ended.status === 'fulfilled') {
		onReport({ ...observed(), ways: ways.outcomes() })
		return undefined
	}
	const ms = Date.now() - began - evidence.ms
	const joined = ways.joined(ended.reason)
	const unsound = await orServerTrouble(orMachineTrouble(joined), () =>
		withDeadline('the probe servers’ logs', { signal, deadline: 20_000 }, async (bounded) =>
			serverLogs((await enter(facts, bounded)).guest, Math.ceil((Date.now() - began) / 1000) + 1, bounded),
		),
	)
	const error = await orStarvedGuest(unsound, () =>
		withDeadline('`true` in the guest', { signal, deadline: 60_000 }, async (bounded) =>
			(await enter(facts, bounded)).guest.exec(['true'], { signal: bounded }),
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
	onReport(report)
	onReport({ ...report, evidence: await collectEvidence({ facts, id, began, signal, early, enter }) })
	return message
}
