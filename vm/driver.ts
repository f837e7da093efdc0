import type { Architecture } from '#results/architecture'
import type { GuestAddress, Guest } from './guest/index.ts'
import type { Bounded } from './host/index.ts'
import type { AcceleratorName, VmHost, VmSpec } from './spec.ts'

/** What a driver can do: what doctor, runs and reports ask, never the driver's name. */
export interface VmCapabilities {
	/** The guest reaches nothing but the harness. */
	readonly restrictedNetwork: boolean
	/** Disks that the guest cannot write to. */
	readonly readonlyDisks: boolean
	/** The guest finds a disk by its serial number; without them, by its file system's label. */
	readonly diskSerials: boolean
	/** The console is recorded from the kernel's first byte on. */
	readonly consoleFromFirstByte: boolean
	/** The driver's `snapshots` are there: whoever takes or restores one asks for those. */
	readonly snapshots: boolean
	/** A guest that panics is noticed at once, not by its silence. */
	readonly panicDetection: boolean
	/** The process that runs the guest has given up what it does not need. */
	readonly sandbox: boolean
	readonly accelerators: readonly AcceleratorName[]
	/** Of guests. */
	readonly architectures: readonly Architecture[]
	/** `linux`: a kernel and an initrd, without a boot loader. */
	readonly bootFormats: readonly ('linux' | 'disk')[]
}

/** A departure from the driver's plain ways that a fault of this host forces. */
export interface Workaround {
	readonly args: readonly string[]
	readonly reason: string
}

/** What runs guests on this host, and how that is known. */
export interface HostProbe extends VmHost {
	/** Why this accelerator, for a person. */
	readonly reason: string
	readonly workarounds: readonly Workaround[]
	/** What the probe took; a cached one took nothing. */
	readonly ms: number
	readonly cached: boolean
}

export interface HostProbeOptions extends Bounded {
	readonly vmlinuz: string
	/** The guests'; default: this machine's. */
	readonly arch?: Architecture | undefined
	/** From `buildProbeInitrd`. Without it, a kernel that misses its root disk proves the accelerator. */
	readonly initrd?: string | undefined
	/** Where answers are kept. */
	readonly cacheDir: string
	readonly log?: ((message: string) => void) | undefined
}

export interface VmStartOptions extends Bounded {
	readonly log?: ((message: string) => void) | undefined
}

/** A VM's part of the host's memory. */
export interface VmMemory {
	/** The most that was resident at any time. */
	readonly peakBytes: number
	/** Resident now, with what it shares with others. */
	readonly residentBytes: number
	/** Resident now, where what n processes share counts as the n-th part: the sum over all VMs is what they take. */
	readonly proportionalBytes: number
}

/** What remains of a VM. */
export interface StoppedVm {
	readonly name: string
	/** Absolute paths of what it left behind. */
	readonly evidence: readonly string[]
	/** The console's end, without escape sequences. */
	readonly consoleTail: string
	/** How it ended, for a person. */
	readonly exit: string
}

/** A VM whose sshd answers. */
export interface Vm extends AsyncDisposable {
	readonly name: string
	readonly guest: Guest
	/** How another process reaches the guest. */
	readonly ssh: GuestAddress
	/** Absolute paths of what it leaves behind. */
	readonly evidence: readonly string[]
	/** Milliseconds from the start to the first command in the guest. */
	readonly bootMs: number
	/** Settles when the VM has ended, wanted or not, with how it did. Never rejects. */
	readonly ended: Promise<string>
	/** What it takes of the host's memory; undefined where the host does not tell. */
	memory(this: void): Promise<VmMemory | undefined>
	/** Ends the VM as a pulled plug does; its disk is thrown away. Idempotent, never throws. */
	stop(this: void): Promise<StoppedVm>
}

/** VMs that are saved while they run, and restored. */
export interface VmSnapshots {
	/** Bytes that one takes at most, about. */
	readonly bytes: number
	/** Why this host can take and restore none, in words; undefined when it can. Missing: it always can. */
	obstacle?(host: VmHost): Promise<string | undefined>
	/**
	 * Ends a VM that was started with `record`, and leaves in that directory what another one is restored from.
	 * @throws HostError when its state cannot be saved; the VM has ended then as well.
	 */
	capture(vm: Vm, bounded?: Bounded): Promise<void>
	/** What a snapshot fits to, beside its files: it is restored only in the machine that it was taken of. */
	identity(spec: VmSpec): Promise<Readonly<Record<string, string>>>
	/** The disk in a snapshot's directory, which others may be made from. */
	disk(dir: string): string
	/**
	 * What is wrong with a snapshot's memory, in words; undefined when it is as it was.
	 * @throws when this host cannot look.
	 */
	damage(dir: string): Promise<string | undefined>
}

/** Why a driver runs no VMs on this host. */
export interface DriverObstacle {
	/** A sentence. */
	readonly why: string
	/** How to get what it needs. */
	readonly hint: string
}

/** Which guests a driver would run. */
export interface WantedGuests extends Bounded {
	/** Default: this machine's. */
	readonly arch?: Architecture | undefined
}

/** One way to run VMs. */
export interface VmDriver {
	/** As a person writes it: in the run's record, never in a cell's identity. */
	readonly name: string
	readonly capabilities: VmCapabilities
	/** Whether its programs are there and new enough; undefined when they are. Boots nothing. */
	obstacle(wanted?: WantedGuests): Promise<DriverObstacle | undefined>
	/**
	 * Finds out what runs this kernel here by booting it.
	 * @throws HostError when nothing does; InterruptedError.
	 */
	probe(options: HostProbeOptions): Promise<HostProbe>
	/**
	 * Boots a VM, or restores the snapshot that the spec names, and waits until its sshd answers.
	 * @throws BootError when it does not come up, SnapshotError when that is the snapshot's doing, TimeoutError,
	 * InterruptedError. Nothing is left running then.
	 */
	start(spec: VmSpec, options?: VmStartOptions): Promise<Vm>
	readonly snapshots?: VmSnapshots | undefined
	/** Ends and removes what is left of VMs of harnesses that were killed. @returns the paths that it removed. */
	readonly sweep?: (() => Promise<string[]>) | undefined
}
