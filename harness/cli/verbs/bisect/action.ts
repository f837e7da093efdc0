import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Command } from 'commander'
import {
	assertSameTool,
	type AskedVersion,
	bisect,
	bisectReport,
	type BisectRecord,
	type Made,
	namedValues,
	readRecord,
	valueComplaint,
	valueOf,
	valuesBetween,
	writeRecord,
} from '#harness/bisect'
import { type Plan, resolveMirrors, selectChecks } from '#harness/matrix'
import type { ArtifactSources } from '#harness/run'
import { ownSources } from '#harness/sources'
import { lockPathFor } from '#images/pins'
import { HarnessError, type Results } from '#results'
import { targetOf, writeAtomic } from '#results/files'
import type { Context } from '../../context.ts'
import { stopsRun } from '../../process/interrupts.ts'
import { refuse, strayWords } from '../../usage.ts'
import { oneLine } from '../../view/one-line.ts'
import { checkArtifactFlags } from '../../flags/artifact-sources.ts'
import type { BisectFlags } from './command.ts'
import { configurationFlagsOf } from '../../flags/configuration-flags.ts'
import { readDriver } from '../../flags/read-driver.ts'
import { readGivenKernel } from '../kernel/read-given.ts'
import { readSubject } from '../repro/subject.ts'

/** Returns the exit code. */
export async function bisectAction(flags: BisectFlags, command: Command, context: Context): Promise<number> {
	const { services, interrupts, env, version } = context
	const { signal } = interrupts
	const problems = [...strayWords(command)]
	checkArtifactFlags(flags, problems)
	const driverChoice = readDriver(flags, { env, problems })
	const { axis } = flags
	const [good, bad] = [valueOf(axis, flags.good), valueOf(axis, flags.bad)]
	const named = flags.versions?.map((one) => valueOf(axis, one))
	for (const value of [good, bad, ...(named ?? [])]) {
		const complaint = valueComplaint(axis, value)
		if (complaint !== undefined) problems.push(`${axis} "${value}": ${complaint}`)
	}
	if (axis === 'passt' && flags.network !== undefined)
		problems.push('--network is what varies with --axis passt: leave it out')
	const checks = selectChecks([flags.check])
	if (checks.length !== 1 || checks[0] !== flags.check)
		problems.push(`--check takes one id, as \`rootless-matrix checks\` lists it, not '${flags.check}'`)
	refuse(command, problems)
	const planFor = (value: string) => planWith(value, flags, context, problems)
	const fixed = fixedWords(await planFor(good), axis)
	await planFor(bad)
	refuse(command, problems)
	const screen = flags.json ? context.stderr : context.stdout
	const say = (message: string) => void screen.write(`${oneLine(message)}\n`)
	const artifacts: ArtifactSources = {
		mirrors: resolveMirrors(flags.mirror ?? [], process.cwd()),
		...(flags.offline ? { offline: true } : {}),
		...(flags.frozen ? { frozen: true } : {}),
		baseDir: process.cwd(),
		lockPath: lockPathFor(resolve('repro')),
	}
	const out = resolve(flags.out ?? `bisect-${axis}-${flags.check}`)
	await mkdir(out, { recursive: true })
	const path = join(out, 'bisect.json')
	for (const file of [path, join(out, 'bisect.md')]) await targetOf(file)
	const wanted = { axis, good, bad, check: flags.check, fixed }
	const before = flags.restart ? undefined : await readRecord(path, wanted)
	if (before !== undefined) assertSameTool(before, { version, sources: await ownSources() })
	if (before !== undefined && before.asked.length > 0)
		say(`Goes on with ${before.asked.length} answers of before; --restart asks anew.`)
	const values = named
		? namedValues(
				axis,
				{ good, bad },
				named,
				before?.asked.map(({ value }) => value),
			)
		: (before?.values ??
			valuesBetween(
				axis,
				{ good, bad },
				await services.listValues(axis, { artifacts, env, signal, log: say }),
			))
	const record = recordOf(wanted, values, before)
	say(`${record.values.length - 2} versions between: ${record.values.join(', ')}`)
	const write = async (written: BisectRecord) => {
		await writeRecord(path, written)
		await writeAtomic(join(out, 'bisect.md'), bisectReport(written))
	}
	interrupts.means(stopsRun)
	const driver = await services.chooseDriver(driverChoice ?? 'auto', { signal })
	const ask = async (value: string): Promise<Omit<AskedVersion, 'value'>> => {
		const plan = await planFor(value)
		if (plan === undefined) return { outcome: 'none', reason: problems.splice(0).join('; '), run: '' }
		const { dir, results } = await services.runPlan({
			plan,
			artifacts,
			driver,
			signal,
			env,
			checks,
			jobs: 1,
			toolVersion: version,
			runsDir: flags.runsDir,
			snapshots: flags.snapshots,
			onEvent: () => undefined,
			onResumed: () => undefined,
			onNote: say,
		})
		return { ...outcomeOf(results, flags.check), run: dir, made: madeOf(results) }
	}
	const done = await bisect({ record, ask, write, say, signal })
	if (done.sentence !== undefined) say(`\n${done.sentence}`)
	say(`Report: ${join(out, 'bisect.md')}`)
	if (flags.json) context.stdout.write(`${JSON.stringify(done, null, '\t')}\n`)
	return done.sentence === undefined ? 3 : 0
}

/** With other versions between them, the sentence of before may be wrong. */
function recordOf(
	wanted: Pick<BisectRecord, 'axis' | 'good' | 'bad' | 'check' | 'fixed'>,
	values: string[],
	before: BisectRecord | undefined,
): BisectRecord {
	if (before !== undefined && isDeepStrictEqual(before.values, values)) return before
	return { schemaVersion: 1, ...wanted, values, asked: before?.asked ?? [] }
}

/** The one cell with a value; undefined where there is none, and why is in `problems`. */
async function planWith(
	value: string,
	flags: BisectFlags,
	context: Context,
	problems: string[],
): Promise<Plan | undefined> {
	const { signal } = context.interrupts
	const { axis, docker, kernel, snapshots, runsDir } = flags
	const words = [axis === 'kernel' ? value : kernel]
	const varied = axis === 'kernel' ? {} : { [axis === 'passt' ? 'network' : axis]: value }
	const repro = { ...configurationFlagsOf(flags), docker, ...varied, snapshots, runsDir, lang: 'en' as const }
	const readKernel = (files: readonly string[]) => readGivenKernel(files, context)
	try {
		return (await readSubject(words, repro, { problems, signal, readKernel }))?.plan
	} catch (error) {
		if (!(error instanceof HarnessError) || signal.aborted) throw error
		problems.push([error.message, error.hint ?? ''].join(' ').trim())
		return undefined
	}
}

function fixedWords(plan: Plan | undefined, axis: BisectFlags['axis']): string {
	const [cell] = plan?.cells ?? []
	const entries = Object.entries(cell?.axes ?? {})
	const varies = axis === 'passt' ? 'network' : axis
	const words = entries.flatMap(([name, { raw }]) => (name === varies ? [] : [`${name} ${raw}`]))
	const settings = Object.entries(cell?.daemonSettings ?? {}).map(
		([key, value]) => `${key} ${JSON.stringify(value)}`,
	)
	return [...words, ...settings].join(', ')
}

/** What a run of one cell was made with. */
const madeOf = ({ run: { tool, host }, cells: [cell] }: Results): Made => ({
	tool,
	host,
	origins: cell?.stack.origins ?? [],
	images: cell?.images ?? [],
})

/** What a run of one cell says of one check. */
function outcomeOf(results: Results, id: string): Pick<AskedVersion, 'outcome' | 'reason'> {
	const [cell] = results.cells
	const check = cell?.checks.find((one) => one.id === id)
	const reason = check?.message ?? cell?.reason ?? 'the run has no answer'
	switch (check?.verdict) {
		case 'pass':
		case 'fixed':
			return { outcome: 'pass' }
		case 'fail':
		case 'known':
			return { outcome: 'fail' }
		case 'flaky':
			return { outcome: 'flaky' }
		case 'skipped':
		case 'unavailable':
		case 'error':
		case undefined:
			return { outcome: 'none', reason: reason.split('\n', 1)[0] ?? '' }
	}
}
