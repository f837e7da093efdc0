import { join } from 'node:path'
import type { Injection } from './injection/injection.ts'
import type { Mirror } from './injection/mirror.ts'
import type { FakeSetup } from './process/setup.ts'
import type { Slot } from './slot.ts'
import type { Subject } from './subject.ts'
import { environmentOf, run, runArguments, startHarness, type Workspace } from './workspace.ts'

export interface FakeSubjectOptions {
	readonly bundle: string
	readonly mirror: Mirror
	/** A directory with what a run without faults has left: `cache` and the lock file. */
	readonly baseline: string
	readonly slot: Slot
	/** Milliseconds of a fake guest's command. */
	readonly paceMs: number
}

const nameOf = ({ dir }: Workspace): string => dir.split('/').at(-1) ?? ''

/** The harness over fake VMs. */
export function fakeSubject({ bundle, mirror, baseline, slot, paceMs }: FakeSubjectOptions): Subject {
	const plain = (workspace: Workspace): FakeSetup => ({
		mirror: mirror.address(nameOf(workspace)),
		paceMs,
		suites: 'inside',
	})
	return {
		ownCache: true,
		// Cleaning up is cut off after 15 s; a busy machine starts processes late.
		hangsAfterMs: 300_000,
		argv: (workspace, { beginning }) => runArguments(workspace, beginning !== 'no-snapshots'),
		async prepare(workspace, { beginning, fault }) {
			await run('cp', ['-a', join(baseline, 'rootless-matrix.lock.yaml'), workspace.dir])
			if (beginning === 'warm') await run('cp', ['-a', join(baseline, 'cache'), workspace.cache])
			if (fault.kind === 'mirror') mirror.setFault(nameOf(workspace), fault.fault)
		},
		start: (workspace, argv, injection) =>
			startHarness(
				bundle,
				workspace,
				argv,
				injection ? setupFor(injection, plain(workspace)) : plain(workspace),
			),
		heal: ({ number }) => mirror.setFault(`i${number}`, undefined),
		run: (workspace, argv) => slot.run({ argv, env: environmentOf(workspace), setup: plain(workspace) }),
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
