import { join } from 'node:path'
import type { Injection } from './injection/injection.ts'
import type { Mirror } from './injection/mirror.ts'
import type { FakeSetup } from './process/setup.ts'
import type { Slot } from './slot.ts'
import type { Subject } from './subject.ts'
import { environmentOf, run, runArguments, startHarness, type World } from './world.ts'

export interface FakeSubjectOptions {
	readonly bundle: string
	readonly mirror: Mirror
	/** A directory with what a run without faults has left: `cache` and the lock file. */
	readonly baseline: string
	readonly slot: Slot
	/** Milliseconds of a fake guest's command. */
	readonly paceMs: number
}

const nameOf = ({ dir }: World): string => dir.split('/').at(-1) ?? ''

/** The harness over fake VMs. */
export function fakeSubject({ bundle, mirror, baseline, slot, paceMs }: FakeSubjectOptions): Subject {
	const plain = (world: World): FakeSetup => ({
		mirror: mirror.address(nameOf(world)),
		paceMs,
		suites: 'inside',
	})
	return {
		ownCache: true,
		// Cleaning up is cut off after 15 s; a busy machine starts processes late.
		hangsAfterMs: 300_000,
		argv: (world, { beginning }) => runArguments(world, beginning !== 'no-snapshots'),
		async prepare(world, { beginning, fault }) {
			await run('cp', ['-a', join(baseline, 'rootless-matrix.lock.yaml'), world.dir])
			if (beginning === 'warm') await run('cp', ['-a', join(baseline, 'cache'), world.cache])
			if (fault.kind === 'mirror') mirror.setFault(nameOf(world), fault.fault)
		},
		start: (world, argv, injection) =>
			startHarness(bundle, world, argv, injection ? setupFor(injection, plain(world)) : plain(world)),
		heal: ({ number }) => mirror.setFault(`i${number}`, undefined),
		run: (world, argv) => slot.run({ argv, env: environmentOf(world), setup: plain(world) }),
	}
}

function setupFor({ fault, suites }: Injection, plain: FakeSetup): FakeSetup {
	const of = { ...plain, suites }
	switch (fault.kind) {
		case 'vm':
			return { ...of, vm: { start: fault.start, fault: fault.fault } }
		case 'frozen': {
			const { start, afterCommands } = fault
			return { ...of, vm: { start, fault: { kind: 'falls-silent', afterCommands } } }
		}
		case 'clock':
			return { ...of, clockStepMs: fault.stepMs }
		default:
			return of
	}
}
