import type { DriverObstacle } from '../driver.ts'
import { type Bounded, runProgram } from '../host/index.ts'

/** The QEMU that runs guests of this machine's own architecture. */
export const qemuProgram = process.arch === 'arm64' ? 'qemu-system-aarch64' : 'qemu-system-x86_64'

/** Whether there is a QEMU: a program that does not say its version is none. */
export async function qemuObstacle(bounded: Bounded = {}): Promise<DriverObstacle | undefined> {
	const end = await runProgram([qemuProgram, '--version'], { deadline: 30_000, ...bounded })
	if (end.state === 'ended' && end.code === 0) return undefined
	const why = end.state === 'absent' ? 'is not installed' : 'does not run'
	return { why: `${qemuProgram} ${why}.`, hint: 'Run `rootless-matrix doctor --fix`: it installs QEMU.' }
}
