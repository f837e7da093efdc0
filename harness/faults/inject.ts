import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { damageCache, tearLog } from './damage.ts'
import { breakableDisk, type SmallDisk, tmpfsDisk } from './disk.ts'
import type { Injection } from './injection.ts'
import { mountsBelow, processesOf, settled, strayFiles, temporaryFiles } from './leftovers.ts'
import type { Mirror } from './mirror.ts'
import type { FakeSetup } from './process/setup.ts'
import type { Slot } from './slot.ts'
import { strike } from './strike.ts'
import { differences, readRun, type Truth, wrongVerdicts } from './verdicts.ts'
import {
	environmentOf,
	type Harness,
	makeWorld,
	newestRun,
	reached,
	run,
	runArguments,
	startHarness,
	type World,
} from './world.ts'

/** What a campaign has made once for all of its injections. */
export interface Campaign {
	readonly bundle: string
	readonly mirror: Mirror
	/** A directory with what runs without faults have left: `cache` and the lock file. */
	readonly baseline: string
	readonly truth: Truth
	/** Where the injections live. */
	readonly dir: string
	readonly paceMs: number
}

export interface Outcome {
	readonly injection: Injection
	/** Whether the harness came to the step before it ended. */
	readonly struck: boolean
	/** What was damaged, how the harness ended: for whoever looks into it. */
	readonly detail: readonly string[]
	/** What went wrong, in sentences; nothing is lost when there is none. */
	readonly lost: readonly string[]
}

/** Milliseconds that a harness may take in any case: cleaning up is cut off after 15 s, on a busy machine it is more. */
const HANGS_AFTER = 90_000
const GONE_AFTER = 15_000

/** Runs one injection: a run that is struck, what it left, and its resumption to the end. */
export async function inject(injection: Injection, campaign: Campaign, slot: Slot): Promise<Outcome> {
	const { fault, beginning } = injection
	const { bundle, mirror, baseline, truth, paceMs } = campaign
	const name = `i${injection.number}`
	const began = Date.now()
	const dir = join(campaign.dir, name)
	const lost: string[] = []
	const detail: string[] = []
	await mkdir(dir, { recursive: true })
	const disk = await diskFor(injection, dir)
	const world = await makeWorld(dir, placesOn(injection, disk))
	let second: Harness | undefined
	try {
		await run('cp', ['-a', join(baseline, 'rootless-matrix.lock.yaml'), dir])
		if (beginning === 'warm') await run('cp', ['-a', join(baseline, 'cache'), world.cache])
		if (fault.kind === 'cache' && !fault.afterKill)
			detail.push(`damaged ${await damageCache(world.cache, fault.damage, fault.file)}`)
		if (fault.kind === 'mirror') mirror.setFault(name, fault.fault)
		const plain: FakeSetup = { mirror: mirror.address(name), paceMs, suites: 'inside' }
		const argv = runArguments(world, beginning !== 'no-snapshots')
		const harness = await startHarness(bundle, world, argv, setupFor(injection, plain))
		const other = { ...world, runs: join(dir, 'runs-2') }
		if (fault.kind === 'second-on-cache')
			second = await startHarness(bundle, other, runArguments(other, beginning !== 'no-snapshots'), plain)

		const struck = await reached(harness, world.runs, injection.step, injection.cell)
		await sleep(injection.delayMs)
		await strike(fault, harness, disk)
		if (struck && fault.kind === 'second-on-run')
			lost.push(...(await refusesSecond(campaign, world, argv, plain, harness)))
		const how = await endOf(harness, lost)
		detail.push(`ended with ${how} after ${Date.now() - began} ms: ${lastLine(harness.output())}`)
		if (second) lost.push(...(await secondIsWhole(second, other.runs, truth)))

		await disk?.heal()
		mirror.setFault(name, undefined)
		const broke = typeof how === 'string' || wasCutOff(injection)
		lost.push(
			...(await settled(
				async () => [...(await processesOf(dir)), ...(await temporaryFiles(dir, { swept: broke }))],
				GONE_AFTER,
			)),
		)
		lost.push(...(await mountsBelow(dir, disk?.mounts ?? [])))
		if (fault.kind === 'cache' && fault.afterKill)
			detail.push(`damaged ${await damageCache(world.cache, fault.damage, fault.file)}`)
		const runDir = await newestRun(world.runs)
		if (fault.kind === 'torn-log' && runDir)
			await tearLog(join(runDir, 'events.ndjson'), fault.bytes).catch(() => undefined)
		detail.push(`nothing was left after ${Date.now() - began} ms`)
		lost.push(...(await resumes({ injection, campaign, slot, world, argv, plain, runDir, detail })))
		detail.push(`complete after ${Date.now() - began} ms`)
		return { injection, struck, detail, lost }
	} finally {
		second?.child.kill('SIGKILL')
		await disk?.unmount()
		if (lost.length === 0) await rm(dir, { recursive: true, force: true })
	}
}

/** Ends what is left of a harness, and says so, when it hangs. */
async function endOf(harness: Harness, lost: string[]): Promise<number | string> {
	const late = new AbortController()
	const how = await Promise.race([
		harness.ended,
		sleep(HANGS_AFTER, 'late' as const, { signal: late.signal }).catch(() => 'late' as const),
	])
	late.abort()
	if (how !== 'late') return how
	lost.push(`it did not end within ${HANGS_AFTER / 1000} s`)
	harness.child.kill('SIGKILL')
	return harness.ended
}

interface Resuming {
	readonly injection: Injection
	readonly campaign: Campaign
	readonly slot: Slot
	readonly world: World
	readonly argv: readonly string[]
	readonly plain: FakeSetup
	readonly runDir: string | undefined
	readonly detail: string[]
}

/** Reads what the run recorded, and brings it to its end without faults. @returns what is wrong, in sentences. */
async function resumes({
	injection,
	campaign,
	slot,
	world,
	argv,
	plain,
	runDir,
	detail,
}: Resuming): Promise<string[]> {
	const { truth } = campaign
	const lost: string[] = []
	const command = { env: environmentOf(world), setup: plain }
	const before = runDir === undefined ? undefined : await readRun(runDir)
	if (before && runDir !== undefined) {
		lost.push(...wrongVerdicts(before, truth, { absent: injection.fault.kind === 'mirror' }))
		const report = await slot.run({ ...command, argv: ['report', runDir] })
		if (![0, 1, 3].includes(report.code) || !report.output.includes('Cells'))
			lost.push(`report ended with ${report.code}: ${report.output.slice(-500)}`)
	}
	const complete = before !== undefined && differences(before, truth).length === 0
	const end = await slot.run({
		...command,
		argv:
			before && !complete
				? [...argv, '--resume']
				: complete && runDir !== undefined
					? ['report', runDir]
					: argv,
	})
	const after = await newestRun(world.runs)
	const results = after === undefined ? undefined : await readRun(after)
	if (!results) return [...lost, `nothing came of it, exit code ${end.code}: ${end.output.slice(-500)}`]
	if (before && after !== runDir) lost.push('the resumed run is another one')
	const differing = differences(results, truth)
	if (differing.length > 0) lost.push(...differing, `exit code ${end.code}: ${end.output.slice(-700)}`)
	else if (!complete && end.code !== 1) lost.push(`the complete run ended with ${end.code} instead of 1`)
	lost.push(
		...(await temporaryFiles(world.dir, { swept: false })),
		...(await strayFiles(world.cache, world.runs)),
	)
	detail.push(before === undefined ? 'nothing was recorded, run anew' : complete ? 'was complete' : 'resumed')
	return lost
}

async function refusesSecond(
	{ bundle }: Campaign,
	world: World,
	argv: readonly string[],
	plain: FakeSetup,
	first: Harness,
): Promise<string[]> {
	if (first.isOver() || !(await newestRun(world.runs))) return []
	const second = await startHarness(bundle, world, [...argv, '--resume'], plain)
	const code = await second.ended
	// The first one may have come to its end before the second one looked.
	return (code === 2 || code === 3) && /still going on|Nothing is left to do/.test(second.output())
		? []
		: first.isOver()
			? []
			: [`a second harness on the run was not refused (${code}): ${second.output().slice(-500)}`]
}

async function secondIsWhole(second: Harness, runs: string, truth: Truth): Promise<string[]> {
	const lost: string[] = []
	await endOf(second, lost)
	const dir = await newestRun(runs)
	const results = dir === undefined ? undefined : await readRun(dir)
	const differing = results ? differences(results, truth) : ['it recorded nothing']
	return [...lost, ...differing.map((one) => `the second harness: ${one}`)]
}

function setupFor({ fault, suites }: Injection, plain: FakeSetup): FakeSetup {
	const of = { ...plain, suites }
	switch (fault.kind) {
		case 'vm':
			return { ...of, vm: { start: fault.start, fault: fault.fault } }
		case 'frozen':
			return {
				...of,
				vm: { start: fault.start, fault: { kind: 'falls-silent', afterCommands: fault.afterCommands } },
			}
		case 'clock':
			return { ...of, clockStepMs: fault.stepMs }
		default:
			return of
	}
}

async function diskFor({ fault }: Injection, dir: string): Promise<SmallDisk | undefined> {
	if (fault.kind === 'store-eio') return breakableDisk(join(dir, 'disk'), join(dir, 'backing'))
	if (fault.kind !== 'disk-full') return undefined
	return tmpfsDisk(join(dir, fault.disk === 'tmp' ? 'tmp' : 'disk'), fault.disk === 'tmp' ? 2 : 8)
}

function placesOn({ fault }: Injection, disk: SmallDisk | undefined): Partial<Pick<World, 'runs' | 'cache'>> {
	if (!disk) return {}
	if (fault.kind === 'store-eio' || (fault.kind === 'disk-full' && fault.disk === 'runs'))
		return { runs: join(disk.path, 'runs') }
	return fault.kind === 'disk-full' && fault.disk === 'cache' ? { cache: join(disk.path, 'cache') } : {}
}

/** Whether the harness could not clean up, as documented: what it left is swept away at the next start. */
const wasCutOff = ({ fault }: Injection): boolean =>
	['limit', 'disk-full', 'store-eio', 'frozen'].includes(fault.kind)

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.slice(0, 200) ?? ''
