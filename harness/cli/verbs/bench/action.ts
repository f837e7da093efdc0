import type { Command } from 'commander'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { selectChecks } from '#harness/matrix'
import { targetOf, writeAtomic } from '#results/files'
import type { Context } from '../../context.ts'
import type { Finish } from '../../finish.ts'
import { refuse, strayWords } from '../../usage.ts'
import { artifactSources, checkArtifactFlags } from '../../flags/artifact-sources.ts'
import type { BenchFlags } from './command.ts'
import { selectPlan } from '../../flags/matrix-selection.ts'
import { readCount } from '../../flags/read-count.ts'

export async function benchAction(
	flags: BenchFlags,
	command: Command,
	context: Context,
	finish: Finish,
): Promise<void> {
	const problems = [...strayWords(command)]
	const rounds = readCount('--rounds', flags.rounds, { from: 1, problems }) ?? 1
	const starts = readCount('--starts', flags.starts, { from: 1, problems }) ?? 5
	const jobs = readCount('--jobs', flags.jobs, { from: 1, problems })
	checkArtifactFlags(flags, problems)
	const selection = await selectPlan(flags, problems, { signal: context.interrupts.signal })
	refuse(command, problems)
	if (!selection) return
	const paths = ['bench.json', 'bench.md'].map((name) => join(flags.out, name)) as [string, string]
	// Before the hours that it takes.
	for (const path of paths) await targetOf(path)
	const { services, interrupts, env, stdout, stderr, version } = context
	const log = (message: string) => void stderr.write(`· ${message}\n`)
	interrupts.tell(log)
	interrupts.means('VMs are shut down; nothing is recorded.')
	const { record, markdown } = await services.bench({
		plan: selection.plan,
		rounds,
		starts,
		jobs,
		env,
		log,
		toolVersion: version,
		checks: selection.matrix.checks && selectChecks(selection.matrix.checks),
		artifacts: artifactSources(selection, flags),
		signal: interrupts.signal,
	})
	await mkdir(flags.out, { recursive: true })
	await writeAtomic(paths[0], `${JSON.stringify(record, null, '\t')}\n`)
	await writeAtomic(paths[1], markdown)
	stdout.write(`\n${markdown}\nRecord: ${paths.join(', ')}\n`)
	finish(record.differences.length === 0 ? 0 : 1)
}
