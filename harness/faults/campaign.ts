import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleHarness } from './bundle.ts'
import { type Campaign, inject, type Outcome } from './inject.ts'
import { chooseInjection, type Fault } from './injection.ts'
import { startMirror } from './mirror.ts'
import { Slot } from './slot.ts'
import { readRun, truthOf } from './verdicts.ts'
import { makeWorld, newestRun, run, runArguments, startHarness } from './world.ts'

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

/** Runs injections that a seed chooses, each in a directory of its own, which stays when something was lost. */
export async function runCampaign({
	seed,
	from,
	count,
	jobs,
	onOutcome,
}: CampaignOptions): Promise<Outcome[]> {
	const dir = await mkdtemp(join(tmpdir(), 'rm-faults-'))
	const bundle = await bundleHarness()
	await using mirror = await startMirror(PACE_MS)
	const outcomes: Outcome[] = []
	try {
		const baseline = await makeWorld(join(dir, 'baseline'))
		const setup = { mirror: mirror.address('baseline'), paceMs: 0, suites: 'process' } as const
		const harness = await startHarness(bundle, baseline, runArguments(baseline, true), setup)
		const code = await harness.ended
		const runDir = await newestRun(baseline.runs)
		const results = runDir === undefined ? undefined : await readRun(runDir)
		if (code !== 1 || !results)
			throw new Error(`The run without faults ended with ${code}:\n${harness.output()}`)
		const campaign: Campaign = {
			bundle,
			mirror,
			dir,
			paceMs: PACE_MS,
			baseline: baseline.dir,
			truth: truthOf(results),
		}
		const possible = await possibleKinds()
		let next = from
		const work = async () => {
			await using slot = new Slot(bundle)
			while (next < from + count) {
				const outcome = await inject(chooseInjection(seed, next++, possible), campaign, slot)
				outcomes.push(outcome)
				onOutcome?.(outcome)
			}
		}
		await Promise.all(Array.from({ length: jobs }, work))
		return outcomes
	} finally {
		await rm(bundle, { force: true })
		if (outcomes.every(({ lost }) => lost.length === 0)) await rm(dir, { recursive: true, force: true })
	}
}

/** Disks of its own can be mounted by root only, and broken only where there are loop devices. */
async function possibleKinds(): Promise<(kind: Fault['kind']) => boolean> {
	const isRoot = process.geteuid?.() === 0
	const loops = await run('losetup', ['--find']).then(
		() => isRoot,
		() => false,
	)
	return (kind) => (kind === 'disk-full' ? isRoot : kind === 'store-eio' ? loops : true)
}
