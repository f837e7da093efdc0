import { HostError } from '#results/errors'
import { type Bounded, runTool } from '../host/index.ts'

/** `7.2.22`, without the distribution's addition. */
export type QemuVersion = string

export async function qemuVersionOf(qemu: string, bounded: Bounded = {}): Promise<QemuVersion> {
	return parseQemuVersion(await runTool([qemu, '--version'], { to: 'ask QEMU for its version', ...bounded }))
}

/** Reads the first line of `qemu-system-x86_64 --version`. */
export function parseQemuVersion(text: string): QemuVersion {
	const version = /^QEMU emulator version (\d+\.\d+(\.\d+)?)/.exec(text)?.[1]
	if (version === undefined)
		throw new HostError(`This is not QEMU's version: ${JSON.stringify(text.slice(0, 80))}`, {
			hint: 'Is the qemu that was named really qemu-system-x86_64?',
		})
	return version
}
