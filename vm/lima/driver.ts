import type { DriverObstacle, HostProbe, HostProbeOptions, VmDriver } from '../driver.ts'
import type { Bounded } from '../host/index.ts'
import { probeAccelerator, qemuObstacle, qemuProgram } from '../qemu/index.ts'
import { sweepLima } from './home.ts'
import { findLimactl, mayUseKvm, needLimactl } from './limactl.ts'
import { qemuOverride } from './prepare.ts'
import { startLima } from './start.ts'

/** VMs that Lima runs, as instances of a LIMA_HOME of their own. */
export const limaDriver: VmDriver = {
	name: 'Lima',
	capabilities: {
		restrictedNetwork: false,
		readonlyDisks: false,
		diskSerials: false,
		consoleFromFirstByte: true,
		snapshots: false,
		panicDetection: true,
		sandbox: false,
		accelerators: ['kvm', 'tcg'],
		architectures: ['x64'],
		bootFormats: ['linux'],
	},
	obstacle,
	probe,
	start: startLima,
	sweep: sweepLima,
}

async function obstacle(bounded: Bounded = {}): Promise<DriverObstacle | undefined> {
	if (process.platform !== 'linux')
		return {
			why: `The VM driver Lima was never tried on ${process.platform}: what builds its disks is Linux's.`,
			hint: 'Run it on Linux, in a virtual machine for example. docs/guide/lima.md of the repository says more.',
		}
	const found = await findLimactl(bounded)
	if ('why' in found) return found
	const qemu = await qemuObstacle(bounded)
	return qemu && { why: `Lima runs QEMU on Linux, and ${qemu.why}`, hint: qemu.hint }
}

/** QEMU's own probe, with the QEMU that Lima starts. */
async function probe(options: HostProbeOptions): Promise<HostProbe> {
	const limactl = needLimactl(await findLimactl({ signal: options.signal }))
	const found = await probeAccelerator({ ...options, qemu: qemuProgram })
	const isOpen = found.accelerator !== 'kvm' || (await mayUseKvm(limactl.user))
	const accelerator = isOpen ? found.accelerator : 'tcg'
	const reason = isOpen
		? found.reason
		: `${found.reason}, but limactl runs as nobody, who may not open /dev/kvm`
	const override = qemuOverride({ accelerator }, qemuProgram, found.driverVersion)
	return {
		...found,
		driver: 'Lima',
		program: limactl.program,
		accelerator,
		reason,
		driverVersion: `${limactl.version} with QEMU ${found.driverVersion}`,
		workarounds: [
			...found.workarounds,
			...(override === undefined
				? []
				: [
						{
							args: [`QEMU_SYSTEM_X86_64="${override}"`],
							reason:
								'Lima takes KVM wherever there is a /dev/kvm, and another CPU model: it is told what the probe found.',
						},
					]),
		],
	}
}
