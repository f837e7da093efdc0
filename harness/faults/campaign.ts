import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bundleHarness } from './bundle.ts'
import { fakeSubject } from './fake-subject.ts'
import { inject, type Outcome } from './injection/inject.ts'
import { chooseInjection, type ChoiceOptions, type Fault, type Injection } from './injection/injection.ts'
import { startMirror } from './injection/mirror.ts'
import { realSubject } from './real-subject.ts'
import { Slot } from './slot.ts'
import type { Subject } from './subject.ts'
import { readRun, truthOf } from './verdicts.ts'
import {
	makeWorkspace,
	newestRun,
	run,
	runArguments,
	startHarness,
	type Harness,
	type Workspace,
} from './workspace.ts'

export interface CampaignOptions {
	readonly seed: number
	/** The first injection's number. */
	readonly from: number
	readonly count: number
	/** Injections at once. */
	readonly jobs: number
	readonly onOutcome?: ((outcome: Outcome) => void) | undefined
}

/** Milliseconds of a fake guest's command. */
const PACE_MS = 8

/** Strikes runs over fake VMs with what a seed chooses, each in a directory of its own, which stays when something was lost. */
export async function runCampaign(options: CampaignOptions): Promise<Outcome[]> {
	const dir = await mkdtemp(join(tmpdir(), 'rm-faults-'))
	const bundle = await bundleHarness()
	try {
		await using mirror = await startMirror(PACE_MS)
		const baseline = await makeWorkspace(join(dir, 'baseline'))
		const setup = { mirror: mirror.address('baseline'), paceMs: 0, suites: 'process' } as const
		const whole = await startHarness(bundle, baseline, runArguments(baseline, true), setup)
		const truth = await truthFrom(whole, baseline)
		const possible = await possibleHere()
		return await strikeAll(options, { dir, ...truth, possible }, async (work) => {
			await using slot = new Slot(bundle)
			await work(fakeSubject({ bundle, mirror, baseline: baseline.dir, slot, paceMs: PACE_MS }))
		})
	} finally {
		await rm(dirname(bundle), { recursive: true, force: true })
	}
}

/** The kinds that make sense where the cache is the user's own. */
const realKinds: readonly Fault['kind'][] = [
	...(['signal', 'limit', 'disk-full', 'torn-log', 'second-on-cache', 'second-on-run'] as const),
	...(['child', 'vm', 'frozen'] as const),
]

/** The same over real VMs, on the cells of the preset `quick` that a pattern names, one after the other and from snapshots. */
export async function runRealCampaign(
	options: CampaignOptions & { readonly only: string },
): Promise<Outcome[]> {
	const dir = await mkdtemp(join(tmpdir(), 'rm-faults-'))
	// The VMs' temporary directory will be below it, which their user has to enter.
	await chmod(dir, 0o711)
	const subject = realSubject(options.only)
	const baseline = await makeWorkspace(join(dir, 'baseline'), { cache: subject.cache })
	const whole = await subject.start(baseline, subject.argv(baseline, { beginning: 'warm' } as Injection))
	const truth = await truthFrom(whole, baseline)
	const here = await possibleHere()
	const possible = (kind: Fault['kind']) => realKinds.includes(kind) && here(kind)
	return strikeAll(
		{ ...options, jobs: 1 },
		{ dir, ...truth, possible, beginning: 'warm', cells: 1 },
		(work) => work(subject),
	)
}

async function truthFrom(harness: Harness, { runs }: Workspace) {
	const exitCode = await harness.ended
	const runDir = await newestRun(runs)
	const results = runDir === undefined ? undefined : await readRun(runDir)
	if ((exitCode !== 0 && exitCode !== 1) || !results)
		throw new Error(`The run without faults ended with ${exitCode}:\n${harness.output()}`)
	return { exitCode, truth: truthOf(results) }
}

type Given = ChoiceOptions & Parameters<typeof inject>[1]

/** `withSubject` gives each of the jobs what it strikes. */
async function strikeAll(
	{ seed, from, count, jobs, onOutcome }: CampaignOptions,
	given: Given,
	withSubject: (work: (subject: Subject) => Promise<void>) => Promise<void>,
): Promise<Outcome[]> {
	const outcomes: Outcome[] = []
	let next = from
	const work = async (subject: Subject) => {
		while (next < from + count) {
			const outcome = await inject(chooseInjection(seed, next++, given), given, subject)
			outcomes.push(outcome)
			onOutcome?.(outcome)
		}
	}
	await Promise.all(Array.from({ length: jobs }, () => withSubject(work)))
	if (outcomes.every(({ lost }) => lost.length === 0)) await rm(given.dir, { recursive: true, force: true })
	return outcomes
}

/** Disks of its own can be mounted by root only, and broken only where there are loop devices. */
async function possibleHere(): Promise<(kind: Fault['kind']) => boolean> {
	const isRoot = process.geteuid?.() === 0
	const loops = await run('losetup', ['--find']).then(
		() => isRoot,
		() => false,
	)
	return (kind) => (kind === 'disk-full' ? isRoot : kind === 'store-eio' ? loops : true)
}
