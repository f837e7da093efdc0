import type { AskedKernel, PlannedCell, Stack, StackVersions } from '#results'
import { knownVersions } from '#results/model'
import type { CellView } from './condition.ts'

/** How the daemon's first start ended; the journal is the daemon's own, guest text. */
export type DaemonState =
	| { readonly state: 'active' }
	| { readonly state: 'refused'; readonly journal: string }
	| { readonly state: 'failed'; readonly journal: string }

/** What a cell's axes ask for, as their providers understand it: whoever runs the suites reads no axis himself. */
interface Asked extends StackVersions {
	/** Missing where any release will do. */
	readonly kernel?: AskedKernel | undefined
}

/** Everything the suites know of the cell they run in: plain JSON, handed over at the start. */
export interface CellFacts {
	readonly cell: PlannedCell
	/** As the running binaries report it. */
	readonly stack: Stack
	readonly asked: Asked
	readonly daemon: DaemonState
	/** How the version of the Docker begins that is upgraded from; empty when only its program knows, missing where none is. */
	readonly upgradeFrom?: string | undefined
	/** Milliseconds that daemon.soak asks; missing where nobody said how long. */
	readonly soakMs?: number | undefined
	/** The release of the kernel that was put in the VM; missing in facts of earlier versions. */
	readonly kernelRelease?: string | undefined
	readonly ssh: {
		readonly host: string
		readonly port: number
		/** OpenSSH PEM. */
		readonly privateKey: string
		/** The public key line that the guest's sshd must prove to own. */
		readonly hostKey: string
	}
	/** A unix socket on this host that leads to the rootless daemon's API. */
	readonly dockerSocket: string
	/** Already loaded in the daemon. */
	readonly probeImage: string
	/** Absolute; checks that go wrong leave their evidence in a directory of their id. */
	readonly evidenceDir: string
	/** Evidence is recorded by its path relative to this directory. */
	readonly runDir: string
}

/** What conditions need to know of it. */
export const viewOf = ({
	cell: { axes, daemonSettings },
	stack,
	asked,
}: Pick<CellFacts, 'cell' | 'stack' | 'asked'>): CellView => ({
	axes,
	daemonSettings,
	stack,
	versions: knownVersions(stack, asked),
})
