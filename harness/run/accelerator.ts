import { join } from 'node:path'
import { ArtifactError } from '#results'
import { type AcceleratorProbe, probeAccelerator } from '#vm'
import type { RunArtifacts } from './run-artifacts.ts'

const qemu = process.arch === 'arm64' ? 'qemu-system-aarch64' : 'qemu-system-x86_64'

/**
 * What runs guests on this host, found by booting a tiny one with the first of `kernels` that can be had; the
 * answer is cached with the host's identity. Undefined when none can be had: no cell can boot either, and each
 * says why.
 */
export async function acceleratorFor(
	artifacts: RunArtifacts,
	kernels: Iterable<string>,
	options: { readonly signal: AbortSignal; readonly log: (message: string) => void },
): Promise<AcceleratorProbe | undefined> {
	for (const spelt of kernels) {
		try {
			const kernel = await artifacts.kernel(spelt, 'loaded')
			return await probeAccelerator({
				qemu,
				vmlinuz: kernel.vmlinuz,
				initrd: await artifacts.probeInitrd(),
				cacheDir: join(artifacts.cache.root, 'accelerator'),
				...options,
			})
		} catch (error) {
			if (!(error instanceof ArtifactError)) throw error
		}
	}
	return undefined
}

/** The accelerator in words, with every work-around and its reason. */
export function acceleratorNotes({ accelerator, reason, workarounds }: AcceleratorProbe): string[] {
	return [
		`Accelerator: ${accelerator} (${reason})`,
		...workarounds.map((workaround) => `Work-around ${workaround.args.join(' ')}: ${workaround.reason}`),
	]
}
