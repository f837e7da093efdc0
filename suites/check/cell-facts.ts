import type { PlannedCell, Stack } from '#results'

/** How the daemon's first start ended; the journal is the daemon's own, guest text. */
export type DaemonState =
	| { readonly state: 'active' }
	| { readonly state: 'refused'; readonly journal: string }
	| { readonly state: 'failed'; readonly journal: string }

/** Everything the suites know of the cell they run in: plain JSON, handed over at the start. */
export interface CellFacts {
	readonly cell: PlannedCell
	readonly stack: Stack
	readonly daemon: DaemonState
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
