import type { PlannedCell } from '#results'
import { type RunningVm, startVm, type VmHost } from '#vm'
import { diskSerial } from './install.ts'
import { vmMemoryMiB } from './resources.ts'
import type { CellArtifacts } from './run-artifacts.ts'

/** Boots the VM of a cell: its kernel, the base image, and a disk for each part of its stack. */
export function bootCell(
	cell: PlannedCell,
	{ kernel, base, parts }: CellArtifacts,
	host: VmHost,
	options: {
		readonly cpus: number
		readonly evidenceDir: string
		readonly scratchDir: string
		readonly signal: AbortSignal
	},
): Promise<RunningVm> {
	const { cpus, evidenceDir, scratchDir, signal } = options
	return startVm(
		{
			name: cell.slug,
			host,
			memoryMiB: vmMemoryMiB,
			cpus,
			vmlinuz: kernel.vmlinuz,
			initrd: kernel.initrd,
			cmdline: cmdline(cell),
			root: { path: base.path, format: 'raw' },
			disks: [
				{ serial: 'modules', path: kernel.modulesImage },
				...parts.map((part) => ({ serial: diskSerial(part), path: part.image })),
			],
			evidenceDir,
			scratchDir,
		},
		{ signal },
	)
}

/** The host, not the rootless daemon, loads br_netfilter: systemd-modules-load reads `modules_load=`. */
export function cmdline(cell: PlannedCell): string[] {
	return cell.axes.brNetfilter === 'loaded' ? ['modules_load=br_netfilter'] : []
}
