import { z } from 'zod'
import { prepareEntry, readEntry, type Store, type StoreCall } from '#harness/store'
import {
	eventsVersion,
	foldEvents,
	parseEvents,
	type PlannedCell,
	type RunEvent,
	toolInfo,
	type Verdict,
	verdict as verdictForm,
} from '#results'
import { type Attempt, attemptName, attemptsOf, cellsPrefix, runIdForm } from './names.ts'
import { packCell } from './evidence.ts'
import { workerNameForm } from './payload.ts'
import type { FarmPlan } from './plan.ts'

const factsForm = z.strictObject({
	run: runIdForm,
	cell: z.string().regex(/^[0-9a-f]{12}$/),
	worker: workerNameForm,
	verdict: verdictForm,
	tool: toolInfo,
	/** A worker that took the cell before, and of whom nothing more was heard. */
	lost: workerNameForm.optional(),
})
export type CellFacts = z.infer<typeof factsForm>

/** What came of a cell. */
export interface CellResult {
	readonly cell: string
	readonly verdict: Verdict
	/** The text of an events.ndjson. */
	readonly events: string
	readonly evidenceDir: string
	/** A worker that took the cell before, and of whom nothing more was heard. */
	readonly lost?: string | undefined
}

/** The verdict of a cell by the events of the run that ran it. @throws HarnessError for events that are no run's, or not of this cell. */
export function verdictOf(events: string, cell: string): Verdict {
	const record = foldEvents(parseEvents(events).events).cells.find(({ id }) => id === cell)
	if (record === undefined || record.attempts === 0)
		throw new Error(`the events say nothing of the cell ${cell}`)
	return record.verdict
}

/** A cell that broke before it could be run: what a run would have recorded. */
export function brokenCell(
	{ facts, plan }: FarmPlan,
	cell: PlannedCell,
	reason: string,
	now: Date,
): CellResult {
	const at = now.toISOString()
	const events: RunEvent[] = [
		{
			at,
			type: 'run.started',
			eventsVersion,
			runId: facts.run,
			matrix: plan.name,
			matrixHash: plan.matrixHash,
			tool: facts.tool,
			host: unknownHost,
			cells: [cell],
		},
		{ at, type: 'cell.started', cell: cell.id, attempt: 1 },
		{ at, type: 'cell.ended', cell: cell.id, outcome: 'error', code: 'host', reason },
		{ at, type: 'run.ended', state: 'completed' },
	]
	return {
		cell: cell.id,
		verdict: 'error',
		events: events.map((event) => `${JSON.stringify(event)}\n`).join(''),
		evidenceDir: '/nonexistent',
	}
}

/** Of a run that no machine ran. */
export const unknownHost = { driver: 'unknown', driverVersion: 'unknown', accelerator: 'unknown', cpus: 1 }

/**
 * Stores a result: what it consists of first, its name last. It becomes the next attempt of its cell; one that is there
 * stays as it is.
 */
export async function commitResult(
	store: Store,
	{ facts: { run, tool } }: FarmPlan,
	worker: string,
	result: CellResult,
	call: StoreCall = {},
): Promise<Attempt> {
	const { cell, verdict, lost } = result
	const facts: CellFacts = { run, cell, worker, verdict, tool, ...(lost === undefined ? {} : { lost }) }
	const { digest, manifest } = await prepareEntry(
		store,
		{ kind: 'cell', facts, content: await packCell(result) },
		call,
	)
	const short = digest.slice('sha256:'.length, 'sha256:'.length + 12)
	const before = await readAttempts(store, run, cell, call)
	const known = before.find((one) => one.digest === short)
	if (known) return known
	const attempt = { cell, number: (before.at(-1)?.number ?? 0) + 1, verdict, digest: short }
	const name = attemptName(run, attempt)
	await store.put(name, manifest, call)
	return { ...attempt, name }
}

/** The attempts of one cell, the first one first. */
export async function readAttempts(
	store: Store,
	run: string,
	cell: string,
	call: StoreCall = {},
): Promise<readonly Attempt[]> {
	return attemptsOf(run, await store.list(`${cellsPrefix(run)}${cell}.`, call)).get(cell) ?? []
}

/** What a worker stored under a name. @throws StoreError where that is missing or of another cell. */
export async function readResult(
	store: Store,
	run: string,
	{ name, cell }: Attempt,
	call: StoreCall = {},
): Promise<{ readonly facts: CellFacts; readonly content: Uint8Array }> {
	const form = factsForm.refine((facts) => facts.run === run && facts.cell === cell, 'it is of another cell')
	const entry = await readEntry(store, name, { kind: 'cell', facts: form, ...call })
	if (entry === undefined) throw new Error(`${store.place} had ${name}, and has it no more`)
	return entry
}
