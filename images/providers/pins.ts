import { type Architecture, hostArchitecture } from '#results/architecture'
import { asked, defaultSuite, packagesKey } from '../artifacts/keys.ts'
import { driverOf, offerOf } from './offers.ts'
import type { BesideDocker } from './provider.ts'
import type { KernelValue, StackRequest } from './values.ts'

/** `dockerSuite` is as far as it is known: before anything is fetched, its words have to do. */
export function besideDocker(
	{ docker, guest }: Pick<StackRequest, 'docker' | 'guest'>,
	dockerSuite?: string,
): BesideDocker {
	const guestSuite = guest?.system?.suite ?? defaultSuite
	const suite = dockerSuite ?? guestSuite
	return { suiteWords: offerOf('docker', docker).suiteWords?.(docker) ?? suite, suite, guestSuite }
}

/** The lock file's keys for everything that a stack is fetched from; a directory of the user's has none. */
export function stackPins(request: StackRequest, arch: Architecture = hostArchitecture()): string[] {
	const { docker, rootlesskit, network, upgradeFrom } = request
	const offer = offerOf('docker', docker)
	const keys = [
		...offer.pins(docker, arch),
		...(rootlesskit === 'bundled'
			? offer.bundled.pins(docker, arch)
			: offerOf('rootlesskit', rootlesskit).pins(rootlesskit, arch)),
		...(driverOf(network).pins?.(network, besideDocker(request), arch) ?? []),
		...(upgradeFrom === undefined ? [] : offerOf('docker', upgradeFrom).pins(upgradeFrom, arch)),
	]
	return [...new Set(keys)]
}

/** The lock file's keys for what a guest boots with: its kernel, and the busybox of its initrd. */
export function kernelPins(kernel: KernelValue, arch: Architecture = hostArchitecture()): string[] {
	const offer = offerOf('kernel', kernel)
	return offer.obtain === undefined ? [] : [...offer.pins(kernel, arch), packagesKey(asked.busybox, arch)]
}
