import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { damageCache, tearLog } from './damage.ts'
import { breakableDisk, type SmallDisk, tmpfsDisk } from './disk.ts'
import type { Injection } from './injection.ts'
import { mountsBelow, processesOf, settled, temporaryFiles } from '../leftovers.ts'
import { checkResumed } from './resumed.ts'
import { strike } from './strike.ts'
import type { Subject } from '../subject.ts'
import { differences, readRun, type Truth } from '../verdicts.ts'
import { type Harness, makeWorkspace, newestRun, reached, type Workspace } from '../workspace.ts'

/** What a campaign has made once for all of its injections. */
export interface Campaign {
	readonly truth: Truth
	/** The exit code of a run without faults. */
	readonly exitCode: number
	/** Where the injections live. */
	readonly dir: string
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

/** Milliseconds until everything that a harness had has to be gone. */
const GONE_AFTER = 15_000

/** Runs one injection: a run that is struck, what it left, and its resumption to the end. */
export async function inject(injection: Injection, campaign: Campaign, subject: Subject): Promise<Outcome> {
	const dir = join(campaign.dir, `i${injection.number}`)
	const lost: string[] = []
	const detail: string[] = []
	await mkdir(dir, { recursive: true })
	const disk = await diskFor(injection, dir)
	const workspace = await makeWorkspace(dir, { cache: subject.cache, ...placesOn(injection, disk) })
	try {
		const struck = await strikeRun({ injection, campaign, subject, workspace, disk, detail, lost })
		await disk?.heal()
		subject.heal(injection)
		const runDir = await newestRun(workspace.runs)
		const { fault } = injection
		if (fault.kind === 'cache' && fault.afterKill)
			detail.push(`damaged ${await damageCache(workspace.cache, fault.damage, fault.file)}`)
		if (fault.kind === 'torn-log' && runDir)
			await tearLog(join(runDir, 'events.ndjson'), fault.bytes).catch(() => undefined)
		lost.push(...(await checkResumed({ injection, campaign, subject, workspace, runDir, detail })))
		return { injection, struck, detail, lost }
	} finally {
		await disk?.unmount()
		if (lost.length === 0) await rm(dir, { recursive: true, force: true })
	}
}

interface Striking {
	readonly injection: Injection
	readonly campaign: Campaign
	readonly subject: Subject
	readonly workspace: Workspace
	readonly disk: SmallDisk | undefined
	readonly detail: string[]
	readonly lost: string[]
}

/** @returns whether the harness came to the step before it ended. */
async function strikeRun({
	injection,
	campaign,
	subject,
	workspace,
	disk,
	detail,
	lost,
}: Striking): Promise<boolean> {
	const { fault, step, cell, delayMs } = injection
	const began = Date.now()
	await subject.prepare(workspace, injection)
	if (fault.kind === 'cache' && !fault.afterKill)
		detail.push(`damaged ${await damageCache(workspace.cache, fault.damage, fault.file)}`)
	const argv = subject.argv(workspace, injection)
	const other = { ...workspace, runs: join(workspace.dir, 'runs-2') }
	const second =
		fault.kind === 'second-on-cache' ? await subject.start(other, subject.argv(other, injection)) : undefined
	try {
		const harness = await subject.start(workspace, argv, injection)
		const struck = await reached(harness, workspace.runs, { step, cell, quietMs: subject.hangsAfterMs / 10 })
		await sleep(delayMs)
		await strike(fault, harness, disk, subject)
		if (struck && fault.kind === 'second-on-run')
			lost.push(...(await refusesSecond(subject, workspace, [...argv, '--resume'], harness)))
		const how = await endOf(harness, subject, lost)
		detail.push(`ended with ${how} after ${Date.now() - began} ms: ${lastLine(harness.output())}`)
		if (second) lost.push(...(await secondIsWhole(second, subject, other.runs, campaign.truth)))
		const swept = typeof how === 'string' || wasCutOff(injection)
		const left = async () => [
			...(await processesOf(workspace.dir)),
			...(await temporaryFiles(workspace.dir, { swept })),
		]
		lost.push(...(await settled(left, GONE_AFTER)), ...(await mountsBelow(workspace.dir, disk?.mounts ?? [])))
		return struck
	} finally {
		second?.child.kill('SIGKILL')
	}
}

/** How a harness ended; one that hangs is ended, and that is said. */
async function endOf(harness: Harness, { hangsAfterMs }: Subject, lost: string[]): Promise<number | string> {
	const over = new AbortController()
	const late = sleep(hangsAfterMs, 'late' as const, { signal: over.signal }).catch(() => 'late' as const)
	const how = await Promise.race([harness.ended, late])
	over.abort()
	if (how !== 'late') return how
	lost.push(`it did not end within ${hangsAfterMs / 1000} s`)
	harness.child.kill('SIGKILL')
	return harness.ended
}

async function refusesSecond(
	subject: Subject,
	workspace: Workspace,
	argv: readonly string[],
	first: Harness,
): Promise<string[]> {
	if (first.isOver() || !(await newestRun(workspace.runs))) return []
	const second = await subject.start(workspace, argv)
	const code = await second.ended
	if ([2, 3].includes(Number(code)) && /still going on|Nothing is left to do/.test(second.output())) return []
	// The first one may have come to its end before the second one looked.
	return first.isOver()
		? []
		: [`a second harness on the run was not refused (${code}): ${second.output().slice(-500)}`]
}

async function secondIsWhole(
	second: Harness,
	subject: Subject,
	runs: string,
	truth: Truth,
): Promise<string[]> {
	const lost: string[] = []
	await endOf(second, subject, lost)
	const dir = await newestRun(runs)
	const results = dir === undefined ? undefined : await readRun(dir)
	const differing = results ? differences(results, truth) : ['it recorded nothing']
	return [...lost, ...differing.map((one) => `the second harness: ${one}: ${lastLine(second.output())}`)]
}

async function diskFor({ fault }: Injection, dir: string): Promise<SmallDisk | undefined> {
	if (fault.kind === 'store-eio') return breakableDisk(join(dir, 'disk'), join(dir, 'backing'))
	if (fault.kind !== 'disk-full') return undefined
	return fault.disk === 'tmp' ? tmpfsDisk(join(dir, 'tmp'), 2) : tmpfsDisk(join(dir, 'disk'), 8)
}

function placesOn(
	{ fault }: Injection,
	disk: SmallDisk | undefined,
): Partial<Pick<Workspace, 'runs' | 'cache'>> {
	if (!disk) return {}
	if (fault.kind === 'store-eio') return { runs: join(disk.path, 'runs') }
	if (fault.kind !== 'disk-full' || fault.disk === 'tmp') return {}
	return { [fault.disk]: join(disk.path, fault.disk) }
}

/** Whether the harness could not clean up, as documented: what it left is swept away at the next start. */
const wasCutOff = ({ fault }: Injection): boolean =>
	['limit', 'disk-full', 'store-eio', 'frozen'].includes(fault.kind)

const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.slice(0, 200) ?? ''
