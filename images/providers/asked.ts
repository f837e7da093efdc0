import type { AskedKernel, StackVersions } from '#results'
import { driverOf, offerOf } from './offers.ts'
import type { KernelValue, StackRequest } from './values.ts'

/** The versions that a stack's values name themselves; missing where one leaves it to a package, or to a file of one's own. */
export function askedVersions({
	docker,
	rootlesskit,
	network,
}: Pick<StackRequest, 'docker' | 'rootlesskit' | 'network'>): StackVersions {
	const { part } = driverOf(network)
	return {
		dockerd: docker.version,
		rootlesskit: rootlesskit === 'bundled' ? undefined : rootlesskit.version,
		...(part === undefined ? {} : { [part]: network.version }),
	}
}

/** What the running kernel's release has to be, as far as the value tells. */
export const askedKernel = (kernel: KernelValue): AskedKernel | undefined =>
	offerOf('kernel', kernel).asks?.(kernel)
