import { type ReadonlyDisk, mgmt } from './spec.ts'
import { type QemuVersion, isAtLeast } from './version.ts'

/** QEMU's option lists separate by commas; a comma in a value is written twice. */
const escaped = (value: string) => value.replaceAll(',', ',,')

export const machine = (memoryMiB: number, cpus: number): string[] => [
	'-machine',
	'q35',
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

export const accelerator = (name: 'kvm' | 'tcg'): string[] => [
	'-accel',
	name === 'kvm' ? 'kvm' : 'tcg,thread=multi',
]

export const console = (path: string): string[] => [
	'-chardev',
	`file,id=console,path=${escaped(path)}`,
	'-serial',
	'chardev:console',
]

export const qmpSocket = (path: string): string[] => [
	'-chardev',
	`socket,id=qmp,path=${escaped(path)},server=on,wait=off`,
	'-mon',
	'chardev=qmp,mode=control',
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

export const readonlyDisk = ({ serial, path }: ReadonlyDisk, index: number): string[] => [
	'-blockdev',
	JSON.stringify({
		driver: 'raw',
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
