import { defaultGuest, dockerRelease } from '#results'
import { ArtifactFault } from '../artifacts/fault.ts'
import type { ProvidedAxis } from './parse.ts'
import type { DockerOffer, KernelOffer, NetworkDriver, RootlessKitOffer } from './provider.ts'
import { networkDrivers, providers } from './registry.ts'
import type { GuestValue, KernelValue, NetworkValue, ProvidedValue, RootlessKitValue } from './values.ts'

interface Offers {
	readonly docker: DockerOffer
	readonly rootlesskit: RootlessKitOffer
	readonly kernel: KernelOffer
}

/** @throws RangeError for a value that no parser of an axis made. */
export function offerOf<A extends ProvidedAxis>(
	axis: A,
	{ provider }: { readonly provider: string },
): Offers[A] {
	const offer = providers.find(({ prefix }) => prefix === provider)?.[axis]
	if (offer === undefined) throw new RangeError(`${axis}: there is no provider "${provider}"`)
	return offer as Offers[A]
}

/** @throws RangeError for a value that no parser of the axis made. */
export function driverOf({ driver }: NetworkValue): NetworkDriver {
	const found = networkDrivers.find(({ name }) => name === driver)
	if (found === undefined) throw new RangeError(`network: there is no driver "${driver}"`)
	return found
}

/** The value in a cell's name; empty for the RootlessKit that comes with Docker, and for the default guest. */
export const slugs = {
	kernel: (value: KernelValue) => `k${offerOf('kernel', value).slug(value)}`,
	docker: (value: ProvidedValue) => `docker${offerOf('docker', value).slug(value)}`,
	rootlesskit: (value: RootlessKitValue) =>
		value === 'bundled' ? '' : `rk${offerOf('rootlesskit', value).slug(value)}`,
	network: (value: NetworkValue) => driverOf(value).slug(value),
	guest: ({ value }: GuestValue) => (value === defaultGuest ? '' : `guest${value.replace(':', '')}`),
} as const

/** Whether this version can get such a kernel, such a network driver, or such a guest. */
export const isObtainable = {
	kernel: (value: KernelValue): boolean => offerOf('kernel', value).obtain !== undefined,
	network: (value: NetworkValue): boolean => driverOf(value).obtain !== undefined,
	guest: ({ system }: GuestValue): boolean => system !== undefined,
} as const

/** Whether a value is a file or a directory of the machine that its matrix was written on. */
export const isOwnPath = {
	kernel: ({ files, fragment }: KernelValue): boolean => (files ?? fragment) !== undefined,
	docker: ({ dir }: ProvidedValue): boolean => dir !== undefined,
	rootlesskit: (value: RootlessKitValue): boolean => value !== 'bundled' && value.dir !== undefined,
	network: ({ file }: NetworkValue): boolean => file !== undefined && 'path' in file,
} as const

/** Whether a kernel has br_netfilter, as far as its value tells. */
export const brNetfilterOf = (kernel: KernelValue): 'builtin' | 'missing' | undefined =>
	offerOf('kernel', kernel).brNetfilter?.(kernel)

/** The version of the RootlessKit that a Docker brings, as far as its provider or upstream's files say. */
export function bundledRootlessKit(docker: ProvidedValue): string | undefined {
	const { bundled } = offerOf('docker', docker)
	if (bundled.version !== undefined) return bundled.version(docker)
	return docker.version === undefined ? undefined : dockerRelease(docker.version).rootlesskit
}

export const noWay = (what: string): ArtifactFault =>
	new ArtifactFault('unsupported', `This version of the harness has no way to get ${what}.`)
