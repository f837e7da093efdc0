import type { Command } from 'commander'
import { guestArchitecture } from '#results/architecture'
import { classForm, openQueue, submit } from '#harness/farm'
import { selectChecks } from '#harness/matrix'
import { ownSources } from '#harness/sources'
import { readLockFile } from '#images/pins'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import { selectPlan } from '../../flags/matrix-selection.ts'
import { readChecks } from '../../flags/read-checks.ts'
import { readCount } from '../../flags/read-count.ts'
import { mayStart } from '../run/plan-consent.ts'
import type { SubmitFlags } from './command.ts'
import { openFarmStore, readPlace } from './places.ts'
import { watch } from './watch.ts'

export async function submitAction(
	flags: SubmitFlags,
	command: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	const { env, interrupts, stdout, stderr, version } = context
	const { signal } = interrupts
	const problems = [...strayWords(command)]
	const [url, place] = [
		readPlace('queue', flags, { env, problems }),
		readPlace('store', flags, { env, problems }),
	]
	const priority = readCount('--priority', flags.priority, { from: 0, problems }) ?? 10
	if (priority > 100) problems.push(`--priority takes a whole number up to 100, not '${priority}'`)
	if (flags.class !== undefined && !classForm.safeParse(flags.class).success)
		problems.push(
			`--class is x86_64 or aarch64, or one of them with -kvm or -tcg behind it, not '${flags.class}'`,
		)
	const asked = readChecks(flags.checks, problems)
	const selection = await selectPlan(flags, problems, { signal, env })
	refuse(command, problems)
	if (!selection) return
	const machines = flags.class ?? guestArchitecture(selection.plan.cells)
	if (!(await mayStart(selection.plan, flags, context))) return finish(2)
	const globs = asked ?? selection.matrix.checks
	const store = await openFarmStore(place, flags, context)
	await using queue = await openQueue(url, machines, signal)
	const farm = await submit({
		store,
		queue,
		plan: selection.plan,
		class: machines,
		priority,
		checks: globs && selectChecks(globs),
		lock: await readLockFile(selection.lockPath),
		tool: { version, sources: await ownSources() },
		now: new Date(),
	})
	const { run, cells } = farm.facts
	stdout.write(`${run}\n`)
	stderr.write(`${cells} cells of ${farm.plan.name} in ${farm.groups.length} groups for ${machines}.\n`)
	if (flags.wait) return watch({ store, queue, farm }, context, finish)
	stderr.write(`See to it with \`rootless-matrix farm watch ${run}\`.\n`)
}
