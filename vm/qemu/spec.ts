import type { QemuVersion } from './version.ts'

export type AcceleratorName = 'kvm' | 'tcg'

/** What runs the VMs of this host; `probeAccelerator` finds it out. */
export interface VmHost {
	/** QEMU's system emulator: a name on PATH or a path. */
	readonly qemu: string
	readonly qemuVersion: QemuVersion
	readonly accelerator: AcceleratorName
}

export interface ReadonlyDisk {
	/** What the guest finds it by: /sys/block/vdX/serial. At most 20 bytes. */
	readonly serial: string
	/** A raw image; never written. Without one the disk is all zeros, and needs `bytes`. */
	readonly path?: string
	/**
	 * The size that the guest sees, with zeros behind the image. A guest that goes on from a snapshot must find each
	 * disk as large as it was, whatever is in it by then.
	 */
	readonly bytes?: number
}

/** A file that one VM gets and no other, in place before init starts. Owned by root. */
export interface SeedFile {
	/** Absolute path in the guest. */
	readonly path: string
	readonly content: string | Buffer
	/** Default 0o644. */
	readonly mode?: number
}

/** A VM to be: plain data. */
export interface VmSpec {
	/** What messages call it: the cell's slug. */
	readonly name: string
	readonly host: VmHost
	readonly memoryMiB: number
	readonly cpus: number
	readonly vmlinuz: string
	/** From `buildInitrd`; the VM's seed is put behind it. */
	readonly initrd: string
	/** Words added to the kernel's command line. */
	readonly cmdline?: readonly string[]
	/** The base image; the VM writes to an overlay of its own. */
	readonly root: { readonly path: string; readonly format: 'raw' | 'qcow2' }
	readonly disks?: readonly ReadonlyDisk[]
	readonly seed?: readonly SeedFile[]
	/** Where console.log, qemu.argv.json and qemu.stderr.log stay behind. Created when missing. */
	readonly evidenceDir: string
	/** Where the overlay lives; default: the system's temporary directory. */
	readonly scratchDir?: string
	/** A directory that `captureVm` filled: the VM goes on from there instead of booting. The rest must be as it was. */
	readonly restore?: string
	/** An existing directory, on the disk of `restore`, that the overlay and the memory are kept in for `captureVm`. */
	readonly record?: string
}

/** The guest's side of the `mgmt` network; the initrd sets it up before init starts. */
export const mgmt = {
	network: '192.168.76.0/24',
	guest: '192.168.76.15',
	mac: '52:54:00:6d:67:01',
	interface: 'mgmt',
} as const
