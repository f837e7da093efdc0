import { join } from 'node:path'
import type { AxisValue } from '#harness/matrix'
import { ArtifactError } from '#results'
import { defaultDriver, type HostProbe, type VmDriver } from '#vm'
import type { RunArtifacts } from './run-artifacts.ts'

/**
 * What runs guests on this host, found by booting a tiny one with the first of `kernels` that can be had; the
 * answer is cached with the host's identity. Undefined when none can be had: no cell can boot either, and each
 * says why.
 */
export async function acceleratorFor(
	artifacts: Pick<RunArtifacts, 'kernel' | 'probeInitrd' | 'cache'>,
	kernels: Iterable<AxisValue<'kernel'>>,
	options: {
		readonly driver?: VmDriver | undefined
		readonly signal: AbortSignal
		readonly log: (message: string) => void
	},
): Promise<HostProbe | undefined> {
	const { driver = defaultDriver, signal, log } = options
	for (const value of kernels) {
		try {
			const kernel = await artifacts.kernel(value, 'loaded')
			return await driver.probe({
				vmlinuz: kernel.vmlinuz,
				initrd: await artifacts.probeInitrd(),
				cacheDir: join(artifacts.cache.root, 'accelerator'),
				signal,
				log,
			})
		} catch (error) {
			if (!(error instanceof ArtifactError)) throw error
		}
	}
	return undefined
}

/** The accelerator in words, with every work-around and its reason. */
export function acceleratorNotes({ accelerator, reason, workarounds }: HostProbe): string[] {
	return [
		`Accelerator: ${accelerator} (${reason})`,
		...workarounds.map((workaround) => `Work-around ${workaround.args.join(' ')}: ${workaround.reason}`),
	]
}
