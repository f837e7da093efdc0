import { join } from 'node:path'
import { collect, loadPlan, runIdForm } from '#harness/farm'
import { openStore } from '#harness/store'
import { makeOwnedDirectory, removeTree } from '#vm/host'
import type { Context } from '../../context.ts'
import type { FoldedRun } from './read-run.ts'

/** A run of a farm, and the store that has it. */
export interface FarmRun {
	/** As {@link openStore} takes it. */
	readonly store: string
	readonly run: string
}

/** `oci://HOST/NAMESPACE/RUN`, `dir:PATH/RUN` or `PATH/RUN`; what is none of them is added to `problems`. */
export function readFarmRun(text: string, problems: string[]): FarmRun | undefined {
	const [, place = '', run = ''] = /^(.+)\/([^/]+)\/?$/.exec(text) ?? []
	if (place !== '' && runIdForm.safeParse(run).success)
		return { store: /^(dir|oci):/.test(place) ? place : `dir:${place}`, run }
	// What has other characters in it may be a part of a password.
	const found = /^[\w.-]+$/.test(run) ? `'${run}' is no such id` : 'there is no id in it'
	problems.push(
		`--from is a store with the id of a run behind it, such as oci://registry.example.org/nightly/20261126T221500Z-nightly-3fa94c; ${found}`,
	)
	return undefined
}

/** What is in the store of a run by now, as a directory that is there until this is disposed of. */
export interface CollectedRun extends FoldedRun, AsyncDisposable {}

/**
 * Collects a run, also one that goes on; what it has no result of is said. Different files of one version, on different
 * workers, are shown side by side and said: to look at a run is not to sign it.
 * @throws ConfigurationError, StoreError where there is no such run, or it is not what was submitted.
 */
export async function collectRun(
	{ store: place, run }: FarmRun,
	{ insecure }: { readonly insecure?: boolean | undefined },
	{ env, interrupts: { signal }, stderr }: Pick<Context, 'env' | 'interrupts' | 'stderr'>,
): Promise<CollectedRun> {
	const store = await openStore(place, { env, insecure, signal })
	const farm = await loadPlan(store, run, { signal })
	const parent = await makeOwnedDirectory('report')
	try {
		const { run: whole, merged } = await collect({
			store,
			farm,
			into: join(parent, run),
			scratch: join(parent, 'scratch'),
			allowMixed: true,
			signal,
		})
		for (const difference of merged.differences) stderr.write(`The workers differ: ${difference}.\n`)
		for (const what of merged.absent) stderr.write(`Missing: ${what}.\n`)
		const { dir, results } = whole
		return { dir, results, gaps: [], [Symbol.asyncDispose]: () => removeTree(parent) }
	} catch (error) {
		await removeTree(parent)
		throw error
	}
}
