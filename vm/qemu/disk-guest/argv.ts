import type { DiskFormat } from '../../kernel/index.ts'
import { usualDevicesOf, type VmHost } from '../../spec.ts'
import { cpuModel } from '../accelerator/cpu.ts'
import { kernelWords } from '../argv.ts'
import * as device from '../devices.ts'

export interface DiskGuest {
	readonly host: VmHost
	/** One of Debian's. */
	readonly vmlinuz: string
	/** From `buildDiskInitrd`. */
	readonly initrd: string
	/** What a stranger made. */
	readonly disk: {
		readonly path: string
		/** What a person knows it by. */
		readonly shown: string
		readonly format: DiskFormat
	}
	/** A file that is there; its size is what the guest may write. */
	readonly out: string
}

const memoryMiB = 512

/** QEMU's whole command line: two disks and a console, no network. */
export function diskGuestArgv(guest: DiskGuest, dropTo: string | undefined): string[] {
	const { host, vmlinuz, initrd, disk, out } = guest
	return [
		host.program,
		...device.machine(host.arch, memoryMiB, 1),
		...device.accelerator(host.accelerator),
		...cpuModel(host).args,
		...device.confinement(host.driverVersion, dropTo),
		'-serial',
		'stdio',
		...blockdev(strangersNode(disk)),
		...['-device', 'virtio-blk-pci,drive=stranger'],
		...blockdev({
			driver: 'raw',
			'node-name': 'out',
			file: { driver: 'file', filename: out, cache: { 'no-flush': true, direct: false } },
		}),
		// A full disk of the host's is the guest's trouble, and does not stop it.
		...['-device', 'virtio-blk-pci,drive=out,werror=report'],
		'-kernel',
		vmlinuz,
		'-initrd',
		initrd,
		'-append',
		[`console=${usualDevicesOf(host.arch).console}`, ...kernelWords(host.arch), 'loglevel=4'].join(' '),
	]
}

const blockdev = (node: object): string[] => ['-blockdev', JSON.stringify(node)]

/** The format is never probed, and no backing file opened, whatever the image says. */
function strangersNode({ path, format }: DiskGuest['disk']): object {
	const hasBacking = format === 'qcow2' || format === 'vmdk'
	return {
		driver: format === 'ext4' ? 'raw' : format,
		'node-name': 'stranger',
		'read-only': true,
		...(hasBacking ? { backing: null } : {}),
		file: { driver: 'file', filename: path, 'read-only': true },
	}
}
