import { mgmt } from './mgmt.ts'
import { type QemuVersion, isAtLeast } from './version.ts'

/** QEMU's option lists separate by commas; a comma in a value is written twice. */
const escaped = (value: string) => value.replaceAll(',', ',,')

/** The guest's memory as a file of the host's. */
export interface MemoryFile {
	readonly path: string
	/** `kept`: what the guest writes is in the file. `private`: it is not; guests of one file share what nobody wrote. */
	readonly mode: 'kept' | 'private'
}

const MEMORY = 'memory'

export const machine = (memoryMiB: number, cpus: number, memory?: MemoryFile): string[] => [
	'-machine',
	memory ? `q35,memory-backend=${MEMORY}` : 'q35',
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
	const readOnly = mode === 'private' && isAtLeast(version, 8, 2) ? ',readonly=on,rom=off' : ''
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

export const console = (path: string): string[] => [
	'-chardev',
	`file,id=console,path=${escaped(path)},append=on`,
	'-serial',
	'chardev:console',
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

/** Port 0: the kernel picks one, `info usernet` tells which. ipv6=off: no router may advertise a default route. */
export const mgmtNic = (): string[] => [
	'-netdev',
	`user,id=mgmt,restrict=on,ipv6=off,net=${mgmt.network},hostfwd=tcp:127.0.0.1:0-:22`,
	'-device',
	`virtio-net-pci,netdev=mgmt,mac=${mgmt.mac},romfile=`,
]

const virtioBlk = (node: string, serial: string): string[] => [
	'-device',
	`virtio-blk-pci,drive=${node},serial=${escaped(serial)}`,
]

/** The overlay is thrown away with the VM, so what the guest flushes need not reach the platter. */
export const rootDisk = (overlay: string): string[] => [
	'-blockdev',
	JSON.stringify({
		driver: 'qcow2',
		'node-name': 'root',
		cache: { 'no-flush': true, direct: false },
		file: { driver: 'file', filename: overlay, cache: { 'no-flush': true, direct: false } },
	}),
	...virtioBlk('root', 'root'),
]

/** A disk as QEMU gets it: `format` is that of the file at `path`. */
export interface AttachedDisk {
	readonly serial: string
	readonly path: string
	readonly format: 'raw' | 'qcow2'
}

export const readonlyDisk = ({ serial, path, format }: AttachedDisk, index: number): string[] => [
	'-blockdev',
	JSON.stringify({
		driver: format,
		'node-name': `disk${index}`,
		'read-only': true,
		file: { driver: 'file', filename: path, 'read-only': true },
	}),
	...virtioBlk(`disk${index}`, serial),
]

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
		...(isAtLeast(version, 9, 1) ? ['-run-with', `user=${dropTo}`] : ['-runas', dropTo]),
	]
}
