import type { Architecture } from '#results/architecture'

/** What differs between the systems that Lima runs on, decided here and nowhere else. */
export interface LimaPlatform {
	/** Lima's own driver. */
	readonly vmType: 'qemu' | 'vz'
	/** As Lima writes it. */
	readonly arch: Architecture
	/** What the kernel calls its console. */
	readonly console: 'ttyS0' | 'hvc0'
	/** The file of the instance that has what the console said: vz records none but hvc0. */
	readonly consoleLog: 'serial.log' | 'serialv.log'
	/** QEMU would guess the format of a raw image; vz reads nothing else. */
	readonly rootFormat: 'qcow2' | 'raw'
	/** Bytes of a unix socket's path. */
	readonly maxSocketPath: number
}

/** Linux is tried with a fake limactl, and once with the real 2.2.0. vz was not tried. */
export function limaPlatform(system: NodeJS.Platform, arch: Architecture): LimaPlatform {
	return system === 'darwin'
		? {
				vmType: 'vz',
				arch,
				console: 'hvc0',
				consoleLog: 'serialv.log',
				rootFormat: 'raw',
				maxSocketPath: 103,
			}
		: {
				vmType: 'qemu',
				arch,
				console: 'ttyS0',
				consoleLog: 'serial.log',
				rootFormat: 'qcow2',
				maxSocketPath: 107,
			}
}
