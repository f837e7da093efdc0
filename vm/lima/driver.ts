import { hostArchitecture } from '#results/architecture'
import type { DriverObstacle, HostProbe, HostProbeOptions, VmDriver, WantedGuests } from '../driver.ts'
import { probeAccelerator, qemuObstacle, qemuProgramOf } from '../qemu/index.ts'
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
		architectures: ['x86_64'],
		bootFormats: ['linux'],
	},
	obstacle,
	probe,
	start: startLima,
	sweep: sweepLima,
}

async function obstacle({ arch = hostArchitecture(), ...bounded }: WantedGuests = {}): Promise<
	DriverObstacle | undefined
> {
	if (process.platform !== 'linux')
		return {
			why: `The VM driver Lima was never tried on ${process.platform}: what builds its disks is Linux's.`,
			hint: 'Run it on Linux, in a virtual machine for example. docs/guide/lima.md of the repository says more.',
		}
	const found = await findLimactl(bounded)
	if ('why' in found) return found
	const qemu = await qemuObstacle(arch, bounded)
	return qemu && { why: `Lima runs QEMU on Linux, and ${qemu.why}`, hint: qemu.hint }
}

/** QEMU's own probe, with the QEMU that Lima starts. */
async function probe(options: HostProbeOptions): Promise<HostProbe> {
	const limactl = needLimactl(await findLimactl({ signal: options.signal }))
	const arch = options.arch ?? hostArchitecture()
	const qemu = qemuProgramOf(arch)
	const found = await probeAccelerator({ ...options, qemu })
	const isOpen = found.accelerator !== 'kvm' || (await mayUseKvm(limactl.user))
	const accelerator = isOpen ? found.accelerator : 'tcg'
	const reason = isOpen
		? found.reason
		: `${found.reason}, but limactl runs as nobody, who may not open /dev/kvm`
	const override = qemuOverride({ accelerator, arch }, qemu, found.driverVersion)
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
