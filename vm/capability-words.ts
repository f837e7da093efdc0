import type { VmCapabilities } from './driver.ts'

/** Of what a driver may not have, what that means for the one who runs cells with it. */
const lacks = {
	snapshots: 'no snapshots: every cell boots',
	restrictedNetwork:
		'no restricted network at the edge of the VM: its guest has no route out of it, but root in the guest could make one',
	readonlyDisks: 'no read-only disks: a guest may write to its own copies, which are thrown away',
	sandbox: 'no sandbox around the program that runs the guest',
	diskSerials: 'no serial numbers of disks: the guest finds each by its label',
	consoleFromFirstByte: 'no console from the first byte on: a guest that dies early leaves no words',
	panicDetection: 'no notice of a panic: such a guest is a time-out',
} as const satisfies Partial<Record<keyof VmCapabilities, string>>

/** What a driver has not, a phrase each; none for one that has everything. */
export const lackingWords = (capabilities: VmCapabilities): string[] =>
	Object.entries(lacks).flatMap(([name, words]) => (capabilities[name as keyof typeof lacks] ? [] : [words]))
