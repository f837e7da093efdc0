import { join } from 'node:path'
import { z } from 'zod'

/** The files of a snapshot's directory. */
export interface SnapshotLayout {
	/** All of the guest's memory, to be mapped. */
	readonly memory: string
	/** Which parts of `memory` hold something, and their sums. */
	readonly sums: string
	/** QEMU's devices: a migration stream without the memory. */
	readonly devices: string
	/** The root disk's overlay (qcow2), over what the VM started from. */
	readonly disk: string
	/** What the guest had printed. */
	readonly console: string
	/** How the harness gets in: `Access` as JSON. */
	readonly access: string
}

export const snapshotLayout = (dir: string): SnapshotLayout => ({
	memory: join(dir, 'memory'),
	sums: join(dir, 'memory.json'),
	devices: join(dir, 'devices'),
	disk: join(dir, 'disk.qcow2'),
	console: join(dir, 'console.log'),
	access: join(dir, 'access.json'),
})

export const access = z.object({
	/** The client's, OpenSSH PEM. */
	privateKey: z.string(),
	/** The public key line that the guest's sshd proves to own. */
	hostKey: z.string(),
	/** ISO 8601. */
	takenAt: z.string(),
})

export type Access = z.infer<typeof access>
