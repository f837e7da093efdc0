import type { KernelTree } from '../artifacts/kernel.ts'
import type { PartContext, StackPart } from '../artifacts/stack/part.ts'
import { driverOf, noWay, offerOf } from './offers.ts'
import { besideDocker } from './pins.ts'
import type { KernelValue, ProvidedValue, StackRequest } from './values.ts'

/**
 * Resolves, fetches, verifies and builds the parts of a stack, from wherever each of them comes.
 * @throws ArtifactError when something is not available, with where it was looked for.
 */
export async function obtainStack(request: StackRequest, context: PartContext): Promise<StackPart[]> {
	const { docker, rootlesskit, network, upgradeFrom } = request
	const [offer, driver] = [offerOf('docker', docker), driverOf(network)]
	// Before anything is fetched for a cell that cannot be tried.
	if (offer.obtain === undefined) throw noWay(`docker from ${docker.provider}`)
	if (driver.obtain === undefined) throw noWay(driver.name)
	// One after the other: they share apt's download lock, and each build keeps a core busy.
	const found = await offer.obtain(docker, context)
	const kit =
		rootlesskit === 'bundled'
			? await offer.bundled.obtain(docker, found, context)
			: await kitOf(rootlesskit, context)
	const net = await driver.obtain(network, besideDocker(request, found.suite), context)
	const earlier = upgradeFrom === undefined ? [] : [await earlierOf(upgradeFrom, context)]
	return [found.part, kit, net, ...earlier]
}

/** The programs of a Docker that another one takes the place of, and nothing of its RootlessKit. */
async function earlierOf(docker: ProvidedValue, context: PartContext): Promise<StackPart> {
	const offer = offerOf('docker', docker)
	if (offer.obtain === undefined) throw noWay(`docker from ${docker.provider}`)
	const { part } = await offer.obtain(docker, { ...context, as: 'upgradeFrom' })
	return { ...part, origins: part.origins.map((one) => ({ ...one, part: `${one.part}, upgraded from` })) }
}

async function kitOf(value: Exclude<StackRequest['rootlesskit'], 'bundled'>, context: PartContext) {
	const offer = offerOf('rootlesskit', value)
	if (offer.obtain === undefined) throw noWay(`RootlessKit from ${value.provider}`)
	return offer.obtain(value, context)
}

/**
 * A kernel's packages, unpacked.
 * @throws ArtifactError when it is not available; HostError when it has to be built and this machine cannot.
 */
export async function obtainKernel(kernel: KernelValue, context: PartContext): Promise<KernelTree> {
	const offer = offerOf('kernel', kernel)
	if (offer.obtain === undefined) throw noWay(`a kernel from ${kernel.provider}`)
	return offer.obtain(kernel, context)
}
