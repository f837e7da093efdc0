import { type Architecture, hostArchitecture } from '#results/architecture'
import type { DriverObstacle } from '../driver.ts'
import { type Bounded, runProgram } from '../host/index.ts'

/** The QEMU that runs guests of an architecture. */
export const qemuProgramOf = (arch: Architecture): string => `qemu-system-${arch}`

/** Whether there is a QEMU: a program that does not say its version is none. */
export async function qemuObstacle(
	arch: Architecture,
	bounded: Bounded = {},
): Promise<DriverObstacle | undefined> {
	const program = qemuProgramOf(arch)
	const end = await runProgram([program, '--version'], { deadline: 30_000, ...bounded })
	if (end.state === 'ended' && end.code === 0) return undefined
	const why = end.state === 'absent' ? 'is not installed' : 'does not run'
	const asked = arch === hostArchitecture() ? '' : ` --arch ${arch}`
	const hint = `Run \`rootless-matrix doctor${asked} --fix\`: it installs QEMU.`
	return { why: `${program} ${why}.`, hint }
}
