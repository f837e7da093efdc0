import { availableParallelism, totalmem } from 'node:os'
import type { AcceleratorName } from '#vm'

/** MiB of a VM: a guest with Docker, its containers and the lab takes 600 at most; the rest is its page cache. */
export const vmMemoryMiB = 2048

/**
 * The minimum of virtual CPUs of a VM. An emulated guest with two keeps little more than one core busy, so two guests with
 * one each get more done: one at a time took 1.21 times as long (`npm run bench:jobs`, two cores).
 */
const minCpus: Readonly<Record<AcceleratorName, number>> = { tcg: 1, kvm: 2 }

/** More than these a guest with one daemon and its checks has no use for. */
const MAX_CPUS = 2

/** Virtual CPUs of each VM when so many run at once: cores that nobody else needs are not left idle. */
export function vmCpus(
	accelerator: AcceleratorName,
	jobs: number,
	{ cores = availableParallelism() } = {},
): number {
	return Math.max(minCpus[accelerator], Math.min(MAX_CPUS, Math.floor(cores / jobs)))
}

/** The emulator's own and the harness's share, beside what the guest sees. */
const OVERHEAD = 1.25

/** How many VMs run at once when nobody says: as many as cores and memory carry, and at least one. */
export function defaultJobs(
	accelerator: AcceleratorName,
	{ cores = availableParallelism(), memoryBytes = totalmem() } = {},
): number {
	const byMemory = memoryBytes / (vmMemoryMiB * OVERHEAD * 2 ** 20)
	return Math.max(1, Math.floor(Math.min(cores / minCpus[accelerator], byMemory)))
}
