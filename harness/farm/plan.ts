import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { z } from 'zod'
import { type Plan, planRecord, isWholePlan, readPlanRecord, recorded } from '#harness/matrix'
import { prepareEntry, readEntry, type Store, type StoreCall, StoreError } from '#harness/store'
import { ConfigurationError, toolInfo } from '#results'
import { type Group, groupsOf } from './groups.ts'
import { planName, runIdForm } from './names.ts'
import { classForm } from './payload.ts'

const [pack, unpack] = [promisify(gzip), promisify(gunzip)]

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
	plan: planRecord,
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

/** Values of axes that are files of the machine where the matrix was written. */
const isPath = (text: string): boolean => /^(file|local):/.test(text)

/** Stores a plan. @returns its manifest's digest. @throws ConfigurationError for cells that no other machine can run. */
export async function storePlan(store: Store, { facts, plan, checks, lock }: NewPlan): Promise<string> {
	assertNoPaths(plan)
	const cells = plan.cells.map(recorded)
	const content = { plan: { name: plan.name, matrixHash: plan.matrixHash, cells }, checks, lock }
	const { digest, manifest } = await prepareEntry(store, {
		kind: 'plan',
		facts: {
			...facts,
			matrix: plan.name,
			matrixHash: plan.matrixHash,
			cells: cells.length,
		} satisfies PlanFacts,
		content: await pack(JSON.stringify(content)),
	})
	if (!(await store.put(planName(facts.run), manifest)))
		throw new StoreError('damaged', `${store.place} has another run ${facts.run}`, {
			hint: 'Submit it again.',
		})
	return digest
}

function assertNoPaths({ cells }: Plan): void {
	const found = new Set(
		cells.flatMap(({ axes: { kernel, docker, rootlesskit, network } }) =>
			[kernel, docker, rootlesskit, network].map(({ raw }) => raw).filter(isPath),
		),
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
			groups: groupsOf(content.plan.cells),
			checks: content.checks,
			lock: content.lock,
			digest: entry.digest,
		}
	} catch (cause) {
		throw cause instanceof StoreError ? cause : damaged('it cannot be read', cause)
	}
}
