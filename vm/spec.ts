import type { Architecture } from '#results/architecture'

export type AcceleratorName = 'kvm' | 'tcg'

/** What runs the VMs of this host; the driver's `probe` finds it out. */
export interface VmHost {
	/** The driver's name. */
	readonly driver: string
	/** The program that the driver starts: a name on PATH or a path. */
	readonly program: string
	/** That program's version. */
	readonly driverVersion: string
	readonly accelerator: AcceleratorName
	/** The guests'. */
	readonly arch: Architecture
}

/** Drivers of Linux, each for a device that a VM can have. */
export type DiskDriver = 'virtio_blk' | 'nvme' | 'virtio_scsi' | 'ahci' | 'vmw_pvscsi' | 'usb_storage'
export type NicDriver = 'virtio_net' | 'e1000' | 'e1000e' | '8139cp' | '8139too' | 'vmxnet3'
export type ConsoleDriver = 'ttyS0' | 'ttyAMA0' | 'hvc0'

/** What a VM is made of where its kernel has not the drivers for the usual. */
export interface VmDevices {
	readonly disk: DiskDriver
	readonly nic: NicDriver
	readonly console: ConsoleDriver
}

/** What every kernel of Debian's has drivers for. */
export const usualDevices: VmDevices = { disk: 'virtio_blk', nic: 'virtio_net', console: 'ttyS0' }

/** The same of any architecture: the machine decides which serial port there is. */
export const usualDevicesOf = (arch: Architecture): VmDevices =>
	arch === 'aarch64' ? { ...usualDevices, console: 'ttyAMA0' } : usualDevices

/** Whether a VM is as those that snapshots are made for. */
export const hasUsualDevices = ({ devices, host }: Pick<VmSpec, 'devices' | 'host'>): boolean =>
	Object.entries(usualDevicesOf(host.arch)).every(
		([kind, driver]) => devices === undefined || devices[kind as keyof VmDevices] === driver,
	)

export interface ReadonlyDisk {
	/** What the guest finds it by where its kind of disk has such a number. At most 20 bytes. */
	readonly serial: string
	/** A raw image; never written. Without one the disk is all zeros, and needs `bytes`. */
	readonly path?: string
	/**
	 * The size that the guest sees, with zeros behind the image. A restored guest must find each
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
	/** Default: `usualDevicesOf` the host's architecture. */
	readonly devices?: VmDevices | undefined
	readonly seed?: readonly SeedFile[]
	/** Where the console and the driver's own logs stay behind. Created when missing. */
	readonly evidenceDir: string
	/** Where the overlay lives; default: the system's temporary directory. */
	readonly scratchDir?: string
	/** A directory that the driver's `capture` filled: the VM is restored from there instead of booting. The rest must be as it was. */
	readonly restore?: string
	/** An existing directory, on the disk of `restore`, that the driver's `capture` fills. */
	readonly record?: string
}
