import { getContainerRuntimeClient } from 'testcontainers'
import { type NetworkName, refusable, suiteLabel, uniqueName } from './container.ts'

export interface NetworkOptions {
	readonly internal?: boolean
	/** IPv4 with its gateway; without it: out of the daemon's own pools. */
	readonly ipv4?: { readonly subnet: string; readonly gateway: string }
	/** Its subnet; without it the network has no IPv6. */
	readonly ipv6?: string
}

/** A bridge network with what testcontainers' own cannot say. @throws CheckFailed when the daemon refuses. */
export async function startNetworkWith(
	name: string,
	{ internal = false, ipv4, ipv6 }: NetworkOptions,
): Promise<NetworkName> {
	const { dockerode } = (await getContainerRuntimeClient()).container
	const unique = uniqueName(name)
	const pools = [
		...(ipv4 ? [{ Subnet: ipv4.subnet, Gateway: ipv4.gateway }] : []),
		...(ipv6 ? [{ Subnet: ipv6 }] : []),
	]
	await refusable(`create the network "${name}"`, () =>
		dockerode.createNetwork({
			Name: unique,
			Driver: 'bridge',
			Internal: internal,
			EnableIPv6: ipv6 !== undefined,
			Labels: { [suiteLabel]: name },
			...(pools.length > 0 ? { IPAM: { Driver: 'default', Config: pools } } : {}),
		}),
	)
	return { getName: () => unique }
}
