import { join } from 'node:path'
import type { Architecture } from '#results/architecture'
import type { AxisValue } from '#harness/matrix'
import { isOwnPath } from '#images/providers'
import { ArtifactError, explainError, HarnessError, HostError } from '#results'
import { defaultDriver, type HostProbe, reasonInWords, type VmDriver } from '#vm'
import { troubleOf } from '../artifacts/artifact-trouble.ts'
import type { RunArtifacts } from '../artifacts/run-artifacts.ts'

/**
 * What runs guests on this host, found by booting a tiny one with the first of `kernels` that is available; the answer is
 * cached with the host's identity. Undefined when none is available: no cell can boot either, and each says why.
 * @throws HarnessError when there is none but one that is damaged or altered; HostError when this machine is at fault.
 */
export async function acceleratorFor(
	artifacts: Pick<RunArtifacts, 'kernel' | 'probeInitrd' | 'cache'>,
	kernels: Iterable<AxisValue<'kernel'>>,
	options: {
		/** The guests'; default: this machine's. */
		readonly arch?: Architecture | undefined
		readonly driver?: VmDriver | undefined
		readonly signal: AbortSignal
		readonly log: (message: string) => void
	},
): Promise<HostProbe | undefined> {
	const { arch, driver = defaultDriver, signal, log } = options
	let wrong: HarnessError | undefined
	// A kernel of one's own may be what does not boot: it comes after those that are known to.
	const isOwn = ({ value }: AxisValue<'kernel'>) => isOwnPath.kernel(value)
	const order = [...kernels].sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)))
	for (const value of order) {
		try {
			const kernel = await artifacts.kernel(value)
			const options = {
				arch,
				vmlinuz: kernel.vmlinuz,
				initrd: await artifacts.probeInitrd(),
				cacheDir: join(artifacts.cache.root, 'accelerator'),
			}
			return await driver.probe({ ...options, signal, log }).catch((error: unknown) => {
				throw isOwn(value) ? perhapsTheKernel(error, kernel.release) : error
			})
		} catch (error) {
			const trouble = troubleOf(error)
			if (trouble instanceof ArtifactError) continue
			// What is there and wrong is no reason to ask nothing of the others, but never passes for what is merely missing.
			if (!(trouble instanceof HarnessError) || trouble.code !== 'artifact') throw trouble
			wrong ??= trouble
			log(`The kernel ${value.raw} is not used to find out what runs guests: ${explainError(trouble)}`)
		}
	}
	if (wrong) throw wrong
	return undefined
}

/** Where nothing but a kernel of one's own was tried, that no guest boots may say nothing about the host. */
function perhapsTheKernel(error: unknown, release: string): unknown {
	if (!(error instanceof HostError)) return error
	const { message, evidence, output } = error
	return new HostError(`${message}. Only the kernel ${release} was tried, which may be what does not boot`, {
		evidence,
		cause: error,
		output,
		hint: 'Add a cell with a kernel that is known to boot, such as debian:6.12: if it does, this one is at fault.',
	})
}

/** The accelerator in words, with every work-around and its reason. */
export function acceleratorNotes({ accelerator, reason, workarounds }: HostProbe): string[] {
	return [
		`Accelerator: ${accelerator.toUpperCase()}. ${accelerator === 'tcg' ? 'KVM is not used: ' : ''}${reasonInWords(reason)}.`,
		...workarounds.map((workaround) => `Work-around ${workaround.args.join(' ')}: ${workaround.reason}`),
	]
}
