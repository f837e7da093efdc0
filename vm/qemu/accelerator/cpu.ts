import { isAtLeast } from '../../host/index.ts'
import type { Workaround } from '../../driver.ts'
import type { VmHost } from '../../spec.ts'

export interface CpuModel {
	readonly args: readonly string[]
	readonly workarounds: readonly Workaround[]
}

/** Which CPU the guest sees. Measured with QEMU 7.2.22 and 10.0 on Debian 12. */
export function cpuModel({
	accelerator,
	arch,
	driverVersion: version,
}: Pick<VmHost, 'accelerator' | 'arch' | 'driverVersion'>): CpuModel {
	if (accelerator === 'kvm') return { args: ['-cpu', 'host'], workarounds: [] }
	// Signing each return address is what an emulator is slow at: without it a boot takes an eighth less.
	if (arch === 'aarch64') return { args: ['-cpu', 'max,pauth=off'], workarounds: [] }
	// Faster than `max` by a seventh, and free of the fault below.
	if (isAtLeast(version, '10')) return { args: ['-cpu', 'qemu64'], workarounds: [] }
	const args = ['-cpu', 'max,cx16=off']
	return {
		args,
		workarounds: [
			{
				args,
				reason:
					`QEMU ${version} emulates cmpxchg16b wrongly with several threads: ` +
					'Linux 6.12 dies with a double fault in __kmalloc (seen with 7.2.22, gone in 10.0). ' +
					'The guest gets a CPU without that instruction.',
			},
		],
	}
}
