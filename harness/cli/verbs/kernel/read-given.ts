import { kernelFileOf } from '#images/providers'
import { type KernelSet, readKernelSet } from '#vm/kernel'
import type { Context } from '../../context.ts'
import { oneLine } from '../../view/one-line.ts'

/** Reads the kernel that words of the command line are the files of; for a disk image a guest is booted, which is said. */
export function readGivenKernel(
	words: readonly string[],
	{ services, env, interrupts: { signal }, stderr }: Context,
): Promise<KernelSet> {
	const files = words.map(kernelFileOf)
	const log = (message: string) => void stderr.write(`· ${oneLine(message)}\n`)
	return readKernelSet(
		files.map(({ path }) => path),
		{
			signal,
			release: files.find(({ release }) => release !== undefined)?.release,
			readDisk: services.diskReader({ env, signal, log }),
		},
	)
}
