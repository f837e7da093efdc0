import type { Architecture } from '#results/architecture'
import type { ConsoleDriver, DiskDriver, NicDriver } from '../spec.ts'
import { isAtLeast } from '../host/index.ts'
import { mgmt } from './mgmt.ts'
import type { QemuVersion } from './version.ts'

/** QEMU's option lists separate by commas; a comma in a value is written twice. */
const escaped = (value: string) => value.replaceAll(',', ',,')

/** The guest's memory as a file of the host's. */
export interface MemoryFile {
	readonly path: string
	/** `kept`: what the guest writes is in the file. `private`: it is not; guests of one file share what nobody wrote. */
	readonly mode: 'kept' | 'private'
}

const MEMORY = 'memory'

const machines: Readonly<Record<Architecture, string>> = { x86_64: 'q35', aarch64: 'virt' }

export const machine = (
	arch: Architecture,
	memoryMiB: number,
	cpus: number,
	memory?: MemoryFile,
): string[] => [
	'-machine',
	memory ? `${machines[arch]},memory-backend=${MEMORY}` : machines[arch],
	'-nodefaults',
	'-no-user-config',
	'-display',
	'none',
	// A guest that panics (panic=-1) or reboots ends QEMU, which is how the harness hears of it.
	'-no-reboot',
	'-m',
	`${memoryMiB}`,
	'-smp',
	`${cpus}`,
]

export function memoryFile({ path, mode }: MemoryFile, memoryMiB: number, version: QemuVersion): string[] {
	// rom=off, since 8.2: memory that the guest writes to, of a file that is opened only for reading.
	const readOnly = mode === 'private' && isAtLeast(version, '8.2') ? ',readonly=on,rom=off' : ''
	const share = mode === 'kept' ? 'on' : 'off'
	return [
		'-object',
		`memory-backend-file,id=${MEMORY},size=${memoryMiB}M,share=${share},mem-path=${escaped(path)}${readOnly}`,
	]
}

/** The guest waits for its devices' state, which QMP says where to take from. */
export const incoming = (): string[] => ['-incoming', 'defer']

export const accelerator = (name: 'kvm' | 'tcg'): string[] => [
	'-accel',
	name === 'kvm' ? 'kvm' : 'tcg,thread=multi',
]

export const console = (path: string, driver: ConsoleDriver): string[] => [
	'-chardev',
	`file,id=console,path=${escaped(path)},append=on`,
	...(driver === 'hvc0'
		? // The next serial port stays the second.
			['-serial', 'null', '-device', 'virtio-serial-pci', '-device', 'virtconsole,chardev=console']
		: ['-serial', 'chardev:console']),
]

export const qmpSocket = (path: string): string[] => [
	'-chardev',
	`socket,id=qmp,path=${escaped(path)},server=on,wait=off`,
	'-mon',
	'chardev=qmp,mode=control',
]

/** The second serial port, for the handshake after a restore (snapshot/restore-handshake.ts). */
export const handshakeLine = (path: string): string[] => [
	'-chardev',
	`socket,id=handshake,path=${escaped(path)},server=on,wait=off`,
	'-serial',
	'chardev:handshake',
]

const nics: Readonly<Record<NicDriver, string>> = {
	virtio_net: 'virtio-net-pci',
	e1000: 'e1000',
	e1000e: 'e1000e',
	'8139cp': 'rtl8139',
	'8139too': 'rtl8139',
	vmxnet3: 'vmxnet3',
}

/** Port 0: the kernel picks one, `info usernet` tells which. ipv6=off: no router may advertise a default route. */
export const mgmtNic = (driver: NicDriver): string[] => [
	'-netdev',
	`user,id=mgmt,restrict=on,ipv6=off,net=${mgmt.network},hostfwd=tcp:127.0.0.1:0-:22`,
	'-device',
	`${nics[driver]},netdev=mgmt,mac=${mgmt.mac},romfile=`,
]

interface DiskBus {
	/** What all disks are attached to, where that is a device of its own. */
	readonly controller?: string
	/** The device of disk number `index`, the root disk being 0. */
	readonly disk: (index: number) => string
}

const buses: Readonly<Record<DiskDriver, DiskBus>> = {
	virtio_blk: { disk: () => 'virtio-blk-pci' },
	nvme: { disk: () => 'nvme' },
	virtio_scsi: { controller: 'virtio-scsi-pci,id=scsi', disk: () => 'scsi-hd,bus=scsi.0' },
	// q35 has a controller with six ports.
	ahci: { disk: (index) => `ide-hd,bus=ide.${index}` },
	vmw_pvscsi: { controller: 'pvscsi,id=scsi', disk: () => 'scsi-hd,bus=scsi.0' },
	usb_storage: { controller: 'qemu-xhci,id=usb,p2=8,p3=8', disk: () => 'usb-storage,bus=usb.0' },
}

/** QEMU refuses an ATA disk that cannot be written to: it gets an overlay, which is thrown away. */
export const needsWritableDisks = (driver: DiskDriver): boolean => driver === 'ahci'

const attached = (driver: DiskDriver, index: number, node: string, serial: string): string[] => [
	'-device',
	`${buses[driver].disk(index)},drive=${node},serial=${escaped(serial)}`,
]

export function diskController(driver: DiskDriver): string[] {
	const { controller } = buses[driver]
	return controller === undefined ? [] : ['-device', controller]
}

/** The overlay is thrown away with the VM, so what the guest flushes need not reach the platter. */
export const rootDisk = (overlay: string, driver: DiskDriver): string[] => [
	'-blockdev',
	JSON.stringify({
		driver: 'qcow2',
		'node-name': 'root',
		cache: { 'no-flush': true, direct: false },
		file: { driver: 'file', filename: overlay, cache: { 'no-flush': true, direct: false } },
	}),
	...attached(driver, 0, 'root', 'root'),
]

/** A disk as QEMU gets it: `format` is that of the file at `path`. */
export interface AttachedDisk {
	readonly serial: string
	readonly path: string
	readonly format: 'raw' | 'qcow2'
}

export function readonlyDisk(
	{ serial, path, format }: AttachedDisk,
	index: number,
	driver: DiskDriver,
): string[] {
	const readOnly = needsWritableDisks(driver) ? {} : { 'read-only': true }
	const node = {
		driver: format,
		'node-name': `disk${index}`,
		...readOnly,
		file: { driver: 'file', filename: path, ...readOnly },
	}
	return ['-blockdev', JSON.stringify(node), ...attached(driver, index + 1, `disk${index}`, serial)]
}

export const entropy = (): string[] => ['-device', 'virtio-rng-pci']

/**
 * seccomp, and no root for QEMU. Dropping root is itself an elevation to the filter, so the two exclude each
 * other: a root harness drops, any other harness has nothing to drop and forbids it.
 */
export function confinement(version: QemuVersion, dropTo: string | undefined): string[] {
	const sandbox = 'on,obsolete=deny,spawn=deny,resourcecontrol=deny'
	if (dropTo === undefined) return ['-sandbox', `${sandbox},elevateprivileges=deny`]
	// -runas is deprecated since 9.1.
	return [
		'-sandbox',
		sandbox,
		...(isAtLeast(version, '9.1') ? ['-run-with', `user=${dropTo}`] : ['-runas', dropTo]),
	]
}
