import { hostArchitecture } from '#results/architecture'
import { ConfigurationError } from '#results/errors'
import type { Vm, VmDriver } from '../driver.ts'
import { probeAccelerator } from './accelerator/accelerator.ts'
import type { RunningVm } from './running.ts'
import { captureVm } from './snapshot/capture.ts'
import { snapshotLayout } from './snapshot/layout.ts'
import { machineIdentity } from './snapshot/machine.ts'
import { memoryDamage } from './snapshot/memory-sums.ts'
import { snapshotObstacle } from './snapshot/obstacle.ts'
import { startVm } from './start.ts'
import { qemuObstacle, qemuProgramOf } from './program.ts'

/** What `capture` needs beside what every driver's VM has. */
const running = new WeakMap<Vm, RunningVm>()

/** VMs of QEMU, which the harness starts itself. */
export const qemuDriver: VmDriver = {
	name: 'QEMU',
	capabilities: {
		restrictedNetwork: true,
		readonlyDisks: true,
		diskSerials: true,
		consoleFromFirstByte: true,
		snapshots: true,
		panicDetection: true,
		sandbox: true,
		accelerators: ['kvm', 'tcg'],
		architectures: ['x86_64', 'aarch64'],
		bootFormats: ['linux'],
	},
	obstacle: ({ arch = hostArchitecture(), ...bounded } = {}) => qemuObstacle(arch, bounded),
	probe: (options) =>
		probeAccelerator({ ...options, qemu: qemuProgramOf(options.arch ?? hostArchitecture()) }),
	async start(spec, options) {
		const vm = await startVm(spec, options)
		const { console, argv, stderr } = vm.evidence
		const outside: Vm = {
			name: vm.name,
			guest: vm.guest,
			ssh: vm.ssh,
			evidence: [console, argv, stderr],
			bootMs: vm.bootMs,
			ended: vm.ended,
			memory: vm.memory,
			async stop() {
				const { name, consoleTail, exit } = await vm.stop()
				return { name, consoleTail, exit, evidence: [console, argv, stderr] }
			},
			[Symbol.asyncDispose]: vm[Symbol.asyncDispose],
		}
		running.set(outside, vm)
		return outside
	},
	snapshots: {
		bytes: 2 ** 30,
		obstacle: async ({ arch }) =>
			arch === 'x86_64' ? snapshotObstacle() : `guests of ${arch} have none yet`,
		async capture(vm, bounded) {
			const own = running.get(vm)
			if (!own) throw new ConfigurationError(`VM ${vm.name} is another driver's`)
			await captureVm(own, bounded)
		},
		identity: async (spec) => ({ ...(await machineIdentity(spec)) }),
		disk: (dir) => snapshotLayout(dir).disk,
		damage(dir) {
			const { memory, sums } = snapshotLayout(dir)
			return memoryDamage(memory, sums)
		},
	},
}
