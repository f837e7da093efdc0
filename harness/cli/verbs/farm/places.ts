import { type FarmPlan, type FarmQueue, loadPlan, openQueue, runIdForm } from '#harness/farm'
import { openStore, type Store } from '#harness/store'
import type { Command } from 'commander'
import type { Context } from '../../context.ts'
import { refuse } from '../../usage.ts'
import type { PlaceFlags } from './place-flags.ts'

/** What the flags say, else the environment; what neither says is added to `problems`. */
export function readPlace(
	flag: 'queue' | 'store',
	flags: PlaceFlags,
	{ env, problems }: { readonly env: NodeJS.ProcessEnv; readonly problems: string[] },
): string {
	const variable = `ROOTLESS_MATRIX_${flag.toUpperCase()}`
	const text = flags[flag] ?? (env[variable] || undefined)
	if (text === undefined) problems.push(`say where the ${flag} is, with --${flag} or ${variable}`)
	return text ?? ''
}

export const openFarmStore = (
	place: string,
	flags: PlaceFlags,
	{ env, interrupts }: Context,
): Promise<Store> => openStore(place, { env, insecure: flags.insecure, signal: interrupts.signal })

/** A run that was submitted, and what it needs. */
export interface OpenedRun extends AsyncDisposable {
	readonly store: Store
	readonly queue: FarmQueue
	readonly farm: FarmPlan
}

/** @throws ConfigurationError, HostError where a place does not answer, or has no such run. */
export async function openRun(
	run: string,
	flags: PlaceFlags,
	command: Command,
	context: Context,
	problems: string[],
): Promise<OpenedRun> {
	const { env, interrupts } = context
	const [url, place] = [
		readPlace('queue', flags, { env, problems }),
		readPlace('store', flags, { env, problems }),
	]
	checkRunId(run, problems)
	refuse(command, problems)
	const store = await openFarmStore(place, flags, context)
	const farm = await loadPlan(store, run, { signal: interrupts.signal })
	const queue = await openQueue(url, farm.facts.class, interrupts.signal)
	return { store, queue, farm, [Symbol.asyncDispose]: () => queue[Symbol.asyncDispose]() }
}

export function checkRunId(run: string, problems: string[]): void {
	if (!runIdForm.safeParse(run).success)
		problems.push(`'${run}' is no id of a run of a farm, such as 20261126T221500Z-nightly-3fa94c`)
}
