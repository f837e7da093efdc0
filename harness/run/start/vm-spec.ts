import { type Cell, modulesThatAre } from '#harness/matrix'
import type { StackPart } from '#images'
import { noUpgrade } from '#results'
import { devicesOf, type ReadonlyDisk, type VmDriver, type VmHost, type VmSpec } from '#vm'
import { vmMemoryMiB } from '../host/resources.ts'
import type { CellArtifacts } from '../artifacts/run-artifacts.ts'
import { partSerial } from '../stack/part-serial.ts'

/** Where the VM of a cell runs, and what it leaves there. */
export interface VmPlace {
	readonly driver: VmDriver
	readonly host: VmHost
	/** Virtual CPUs. */
	readonly cpus: number
	readonly evidenceDir: string
	readonly scratchDir: string
}

/** The VM of a cell: its kernel, the base image, and a disk for each part of its stack, and of the one that it is upgraded from. */
export function cellSpec(cell: Cell, artifacts: CellArtifacts, place: VmPlace): VmSpec {
	const parts = artifacts.parts.map((part) => ({ serial: partSerial(part.name), path: part.image }))
	return { ...specWith(parts, cell, artifacts, place), name: cell.slug }
}

/** What every part's disk measures in a VM that is kept as a snapshot; the largest is a third of it. */
export const PART_BYTES = 2 ** 30

type PartName = StackPart['name']

const partNames = ({ axes: { upgradeFrom } }: Cell): PartName[] => [
	...(['docker', 'rootlesskit', 'network'] as const),
	...(upgradeFrom.value === noUpgrade ? [] : (['upgradeFrom'] as const)),
]

/** A VM without any part of a stack, in whose disks those of any stack can be put. */
export function emptySpec(
	cell: Cell,
	artifacts: Pick<CellArtifacts, 'kernel' | 'base'>,
	place: VmPlace,
): VmSpec {
	const empty = partNames(cell).map((name) => ({ serial: partSerial(name), bytes: PART_BYTES }))
	return specWith(empty, cell, artifacts, place)
}

/** `emptySpec` with the parts of the cell's stack. */
export function filledSpec(cell: Cell, artifacts: CellArtifacts, place: VmPlace): VmSpec {
	const filled = partNames(cell).map((name) => {
		const part = artifacts.parts.find((one) => one.name === name)
		return { serial: partSerial(name), bytes: PART_BYTES, ...(part ? { path: part.image } : {}) }
	})
	return { ...specWith(filled, cell, artifacts, place), name: cell.slug }
}

function specWith(
	parts: readonly ReadonlyDisk[],
	cell: Cell,
	{ kernel, base }: Pick<CellArtifacts, 'kernel' | 'base'>,
	{ host, cpus, evidenceDir, scratchDir }: VmPlace,
): VmSpec {
	return {
		name: `Linux ${kernel.release}`,
		host,
		cpus,
		evidenceDir,
		scratchDir,
		memoryMiB: vmMemoryMiB,
		vmlinuz: kernel.vmlinuz,
		initrd: kernel.initrd,
		cmdline: cmdline(cell),
		...(kernel.devices === undefined ? {} : { devices: devicesOf(kernel.devices, host.arch) }),
		root: { path: base.path, format: 'raw' },
		disks: [{ serial: 'modules', path: kernel.modulesImage }, ...parts],
	}
}

/** The host, not the rootless daemon, loads br_netfilter and what the cell says: systemd-modules-load reads `modules_load=`. Then what the cell adds. */
function cmdline(cell: Cell): string[] {
	const { brNetfilter, cmdline: added, modules } = cell.axes
	const loaded = [
		...(brNetfilter.value === 'loaded' ? ['br_netfilter'] : []),
		...modulesThatAre('loaded', modules),
	]
	return [...(loaded.length === 0 ? [] : [`modules_load=${loaded.join()}`]), ...added.value]
}
