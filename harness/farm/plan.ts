import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createGzip, gunzip } from 'node:zlib'
import { z } from 'zod'
import { isWholePlan, type Plan, plannedCells, planOfCells, readPlanRecord, recorded } from '#harness/matrix'
import { prepareEntry, readEntry, type Store, type StoreCall, StoreError } from '#harness/store'
import { isOwnPath } from '#images/providers'
import { ConfigurationError, toolInfo } from '#results'
import { type Group, groupsOf } from './groups.ts'
import { planName, runIdForm } from './names.ts'
import { classForm } from './payload.ts'

const unpack = promisify(gunzip)

/** Bytes of a plan's text. */
const MAX_PLAN = 512 * 2 ** 20

const factsForm = z.strictObject({
	run: runIdForm,
	matrix: z.string(),
	matrixHash: z.string(),
	submittedAt: z.iso.datetime(),
	tool: toolInfo,
	class: classForm,
	priority: z.int().min(0).max(100),
	cells: z.int().positive(),
})
type PlanFacts = z.infer<typeof factsForm>

const contentForm = z.strictObject({
	/** {@link readPlanRecord} reads it. */
	plan: z.unknown(),
	/** Ids; missing for all. */
	checks: z
		.array(z.string().regex(/^[a-z0-9][a-z0-9.-]{0,99}$/))
		.min(1)
		.optional(),
	/** The text of rootless-matrix.lock.yaml: the same bytes for every worker. */
	lock: z
		.string()
		.max(16 * 2 ** 20)
		.optional(),
})

/** What was submitted, read and held against itself. */
export interface FarmPlan {
	readonly facts: PlanFacts
	readonly plan: Plan
	readonly groups: readonly Group[]
	readonly checks: readonly string[] | undefined
	readonly lock: string | undefined
	/** Of its manifest. */
	readonly digest: string
}

export interface NewPlan {
	readonly facts: Omit<PlanFacts, 'matrix' | 'matrixHash' | 'cells'>
	readonly plan: Plan
	readonly checks?: readonly string[] | undefined
	readonly lock?: string | undefined
}

/** Stores a plan. @throws ConfigurationError for cells that no other machine can run, or that no worker would take. */
export async function storePlan(store: Store, planned: NewPlan): Promise<FarmPlan> {
	const { plan, checks, lock } = planned
	assertNoPaths(plan)
	const facts: PlanFacts = {
		...planned.facts,
		matrix: plan.name,
		matrixHash: plan.matrixHash,
		cells: plan.cells.length,
	}
	const { digest, manifest } = await prepareEntry(store, {
		kind: 'plan',
		facts,
		content: await packed(contentText(planned)),
	})
	if (!(await store.put(planName(facts.run), manifest)))
		throw new StoreError('damaged', `${store.place} has another run ${facts.run}`, {
			hint: 'Submit it again.',
		})
	return { facts, plan: planOfCells(plan), groups: groupsOf(plan.cells), checks, lock, digest }
}

async function packed(pieces: Iterable<string>): Promise<Buffer> {
	const packing = createGzip()
	const [bytes] = await Promise.all([buffer(packing), pipeline(pieces, packing)])
	return bytes
}

/** Cells to a piece of text: a large plan as one text, beside its cells, would be what a submit's memory goes to. */
const PIECE = 500

/** The JSON of {@link contentForm}. Each cell is read as a worker will read it: what it would refuse is refused here. */
function* contentText({ plan: { name, matrixHash, cells }, checks, lock }: NewPlan): Generator<string> {
	const assertReadable = plannedCells()
	const opening = JSON.stringify({ plan: { name, matrixHash } }).slice(0, -2)
	const closing = JSON.stringify({ checks, lock }).slice(1)
	yield `${opening},"cells":[`
	for (let from = 0; from < cells.length; from += PIECE) {
		const texts = cells.slice(from, from + PIECE).map((cell) => {
			const record = recorded(cell)
			assertReadable(record)
			return JSON.stringify(record)
		})
		yield `${from === 0 ? '' : ','}${texts.join(',')}`
	}
	yield `]}${closing === '}' ? '' : ','}${closing}`
}

function assertNoPaths({ cells }: Plan): void {
	const found = new Set(
		cells.flatMap(({ axes: { kernel, docker, rootlesskit, network } }) => [
			...(isOwnPath.kernel(kernel.value) ? [kernel.raw] : []),
			...(isOwnPath.docker(docker.value) ? [docker.raw] : []),
			...(isOwnPath.rootlesskit(rootlesskit.value) ? [rootlesskit.raw] : []),
			...(isOwnPath.network(network.value) ? [network.raw] : []),
		]),
	)
	if (found.size > 0)
		throw new ConfigurationError(
			`a farm cannot run what is a file of one machine: ${[...found].join(', ')}`,
			{
				hint: 'Run those cells with `rootless-matrix run`, or leave them out with --only.',
			},
		)
}

/** @throws ConfigurationError where there is no such run; StoreError `damaged` where it is not what it says. */
export async function loadPlan(
	store: Store,
	run: string,
	{ digest, ...call }: StoreCall & { readonly digest?: string | undefined } = {},
): Promise<FarmPlan> {
	const entry = await readEntry(store, planName(runIdForm.parse(run)), {
		kind: 'plan',
		facts: factsForm,
		...call,
	})
	if (entry === undefined)
		throw new ConfigurationError(`${store.place} has no run ${run}`, {
			hint: 'Take the id that `farm submit` printed, and the store that it was given.',
		})
	const damaged = (why: string, cause?: unknown) =>
		new StoreError('damaged', `the plan of the run ${run} is not what was submitted: ${why}`, {
			cause,
			hint: 'Somebody changed it in the store. Submit the matrix again.',
		})
	if (digest !== undefined && entry.digest !== digest) throw damaged(`its manifest is ${entry.digest}`)
	try {
		const text = await unpack(entry.content, { maxOutputLength: MAX_PLAN })
		const content = contentForm.parse(JSON.parse(text.toString()))
		const plan = readPlanRecord(content.plan)
		if (!isWholePlan(plan) || plan.matrixHash !== entry.facts.matrixHash || entry.facts.run !== run)
			throw damaged('its cells are not those that its hash says')
		assertNoPaths(plan)
		return {
			facts: entry.facts,
			plan,
			groups: groupsOf(plan.cells),
			checks: content.checks,
			lock: content.lock,
			digest: entry.digest,
		}
	} catch (cause) {
		throw cause instanceof StoreError ? cause : damaged('it cannot be read', cause)
	}
}
