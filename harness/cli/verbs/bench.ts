import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { selectChecks } from '#harness/matrix'
import type { Context } from '../context.ts'
import type { Finish } from '../finish.ts'
import { refuse, strayWords } from '../usage.ts'
import {
	type ArtifactFlags,
	artifactSources,
	checkArtifactFlags,
	withArtifactFlags,
} from './artifact-flags.ts'
import { choosePlan, type MatrixFlags, withMatrixFlags } from './matrix-choice.ts'
import { readCount } from './read-count.ts'

interface BenchFlags extends MatrixFlags, ArtifactFlags {
	readonly rounds?: string
	readonly starts?: string
	readonly jobs?: string
	readonly out: string
}

const more = `
What it does, with VMs and snapshots of its own:
  boots and restores a guest by itself, in turn (--starts)
  runs the matrix from snapshots that it has to take first, once
  runs it naively (a boot for each cell, one after the other) and from snapshots, in turn (--rounds)

Leave the machine alone meanwhile. \`quick\` takes about 20 minutes without KVM.`

export function benchVerb(context: Context, finish: Finish): Command {
	return withArtifactFlags(withMatrixFlags(new Command('bench')))
		.summary('measure what snapshots are worth on this machine')
		.description(
			'Compares, within one run, cells that boot with cells that go on from a snapshot: as ratios, with their spread.',
		)
		.option('--rounds <n>', 'how often the matrix is run each way (default: 1)')
		.option('--starts <n>', 'how often a guest is booted and restored by itself (default: 5)')
		.option('-j, --jobs <n>', 'VMs at the same time, but for the naive way')
		.option('--out <dir>', 'where bench.json and bench.md go', 'bench')
		.addHelpText('after', more)
		.action(async (flags: BenchFlags, command: Command) => {
			const problems = [...strayWords(command)]
			const rounds = readCount('--rounds', flags.rounds, { from: 1, problems }) ?? 1
			const starts = readCount('--starts', flags.starts, { from: 1, problems }) ?? 5
			const jobs = readCount('--jobs', flags.jobs, { from: 1, problems })
			checkArtifactFlags(flags, problems)
			const chosen = await choosePlan(flags, problems, context.interrupts.signal)
			refuse(command, problems)
			if (!chosen) return
			const { services, interrupts, env, stdout, stderr, version } = context
			const log = (message: string) => void stderr.write(`· ${message}\n`)
			interrupts.tell(log)
			const { record, markdown } = await services.bench({
				...{ plan: chosen.plan, rounds, starts, jobs, env, log, toolVersion: version },
				checks: chosen.matrix.checks && selectChecks(chosen.matrix.checks),
				artifacts: artifactSources(chosen, flags),
				signal: interrupts.signal,
			})
			await mkdir(flags.out, { recursive: true })
			await writeFile(join(flags.out, 'bench.json'), `${JSON.stringify(record, null, '\t')}\n`)
			await writeFile(join(flags.out, 'bench.md'), markdown)
			stdout.write(`\n${markdown}\nRecord: ${flags.out}/bench.json, ${flags.out}/bench.md\n`)
			finish(record.differences.length === 0 ? 0 : 1)
		})
}
