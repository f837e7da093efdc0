import { BootError } from '#results/errors'

/**
 * The snapshot itself is of no use: its files are missing or damaged, QEMU does not take them, or the guest in it dies.
 * Never for a host that was too slow or too full: such a snapshot is as good as it was.
 */
export class SnapshotError extends BootError {}
