import type { Architecture } from '#results/architecture'
import { cpuModel } from './accelerator/cpu.ts'
import * as device from './devices.ts'
import { usualDevicesOf, type VmSpec } from '../spec.ts'

/** What a VM's own start decides: throw-away paths and the user that QEMU becomes. */
export interface VmPaths {
	readonly console: string
	readonly qmpSocket: string
	/** Behind the second serial port. */
	readonly handshakeSocket: string
	readonly overlay: string
	/** Initrd and seed in one. */
	readonly initrd: string
	readonly disks: readonly device.AttachedDisk[]
	/** Default: memory of QEMU's own. */
	readonly memory?: device.MemoryFile | undefined
	readonly pidFile: string
	/** Set when the harness is root: the user QEMU becomes after it has opened everything. */
	readonly dropTo: string | undefined
}

/** loglevel=6 keeps the kernel's own banner in the console (evidence) and little more (a serial port is slow). */
const cmdline = [
	'loglevel=6',
	'panic=-1',
	'net.ifnames=0',
	'mitigations=off',
	// Nobody logs in at the serial port, and the boot would wait for udev to announce it.
	'systemd.getty_auto=0',
	// An emulated guest is late for everything; a stall warning would be noise.
	'rcupdate.rcu_cpu_stall_suppress=1',
]

/** Of one architecture alone: what a kernel does not know, it hands to init. */
const ownCmdline: Readonly<Record<Architecture, readonly string[]>> = {
	// A starved emulator ticks late, which the kernel took for broken hardware: it panicked ("IO-APIC + timer doesn't work!").
	x86_64: ['no_timer_check'],
	// Emulated, its services come up late, and systemd counts real time.
	aarch64: ['systemd.default_timeout_start_sec=600'],
}

/** What every guest's kernel is told, whatever runs it. */
export const kernelWords = (arch: Architecture): readonly string[] => [...cmdline, ...ownCmdline[arch]]

/** QEMU's whole command line, program first. */
export function qemuArgv(spec: VmSpec, paths: VmPaths): string[] {
	const { host, devices = usualDevicesOf(host.arch) } = spec
	return [
		host.program,
		'-name',
		`${spec.name.replaceAll(',', ',,')},debug-threads=on`,
		...device.machine(host.arch, spec.memoryMiB, spec.cpus, paths.memory),
		...(paths.memory ? device.memoryFile(paths.memory, spec.memoryMiB, host.driverVersion) : []),
		...device.accelerator(host.accelerator),
		...cpuModel(host).args,
		...device.confinement(host.driverVersion, paths.dropTo),
		'-pidfile',
		paths.pidFile,
		...device.console(paths.console, devices.console),
		// No snapshot is taken of other guests.
		...(host.arch === 'x86_64' ? device.handshakeLine(paths.handshakeSocket) : []),
		...device.qmpSocket(paths.qmpSocket),
		...device.mgmtNic(devices.nic),
		...device.entropy(),
		...device.diskController(devices.disk),
		...device.rootDisk(paths.overlay, devices.disk),
		...paths.disks.flatMap((disk, index) => device.readonlyDisk(disk, index, devices.disk)),
		'-kernel',
		spec.vmlinuz,
		'-initrd',
		paths.initrd,
		'-append',
		[`console=${devices.console}`, ...kernelWords(host.arch), ...(spec.cmdline ?? [])].join(' '),
		...(spec.restore === undefined ? [] : device.incoming()),
	]
}
