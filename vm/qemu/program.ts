import { type Architecture, hostArchitecture } from '#results/architecture'
import type { DriverObstacle } from '../driver.ts'
import { type Bounded, runProgram } from '../host/index.ts'

/** The QEMU that runs guests of an architecture. */
export const qemuProgramOf = (arch: Architecture): string => `qemu-system-${arch}`

const debianPackages: Readonly<Record<Architecture, string>> = {
	x86_64: 'qemu-system-x86',
	aarch64: 'qemu-system-arm',
}

/** Whether there is a QEMU: a program that does not say its version is none. */
export async function qemuObstacle(
	arch: Architecture,
	bounded: Bounded = {},
): Promise<DriverObstacle | undefined> {
	const program = qemuProgramOf(arch)
	const end = await runProgram([program, '--version'], { deadline: 30_000, ...bounded })
	if (end.state === 'ended' && end.code === 0) return undefined
	const why = end.state === 'absent' ? 'is not installed' : 'does not run'
	const hint =
		arch === hostArchitecture()
			? 'Run `rootless-matrix doctor --fix`: it installs QEMU.'
			: `Install the package ${debianPackages[arch]}, of the release that the other QEMU is of.`
	return { why: `${program} ${why}.`, hint }
}
