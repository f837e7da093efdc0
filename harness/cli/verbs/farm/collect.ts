import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { collect, loadPlan } from '#harness/farm'
import { reportFacts } from '#harness/report-facts'
import { exitCodeOf, renderReport } from '#results'
import { makeOwnedDirectory, removeTree } from '#vm/host'
import { reportScreen, type Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import type { CollectFlags } from './command.ts'
import { checkRunId, openFarmStore, readPlace } from './places.ts'

export async function collectAction(
	id: string,
	flags: CollectFlags,
	command: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	const { env, interrupts, stdout, stderr } = context
	const { signal } = interrupts
	const problems = [...strayWords(command)]
	const place = readPlace('store', flags, { env, problems })
	checkRunId(id, problems)
	refuse(command, problems)
	const store = await openFarmStore(place, flags, context)
	const farm = await loadPlan(store, id, { signal })
	const scratch = await makeOwnedDirectory('collect')
	try {
		await mkdir(flags.out, { recursive: true })
		const into = join(flags.out, id)
		const { allowMixed } = flags
		const { run, merged } = await collect({
			store,
			farm,
			into,
			scratch,
			allowMixed,
			facts: await reportFacts({ matrix: farm.plan.name, cells: farm.plan.cells }),
			signal,
		})
		stdout.write(await renderReport('terminal', { ...run, screen: reportScreen(stdout, env) }))
		for (const difference of merged.differences) stderr.write(`The workers differ: ${difference}.\n`)
		for (const what of merged.absent) stderr.write(`Missing: ${what}.\n`)
		stderr.write(`Written: ${into}\n`)
		finish(exitCodeOf(run.results))
	} finally {
		await removeTree(scratch)
	}
}
