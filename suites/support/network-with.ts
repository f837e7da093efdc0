import { randomBytes } from 'node:crypto'
import { getContainerRuntimeClient } from 'testcontainers'
import { type NetworkName, refusable, suiteLabel, uniqueName } from './container.ts'

export interface NetworkOptions {
	readonly internal?: boolean
	/** Beside IPv4 out of the daemon's own pools. */
	readonly ipv6?: boolean
}

/** A unique local subnet (RFC 4193) of random bits: a VM may have those of earlier suites. */
const randomSubnet = (): string =>
	`fd${randomBytes(1).toString('hex')}:${randomBytes(2).toString('hex')}:${randomBytes(2).toString('hex')}::/64`

/** A bridge network with what testcontainers' own cannot say. @throws CheckFailed when the daemon refuses. */
export async function startNetworkWith(
	name: string,
	{ internal = false, ipv6 = false }: NetworkOptions,
): Promise<NetworkName> {
	const { dockerode } = (await getContainerRuntimeClient()).container
	const unique = uniqueName(name)
	await refusable(`create the network "${name}"`, () =>
		dockerode.createNetwork({
			Name: unique,
			Driver: 'bridge',
			Internal: internal,
			EnableIPv6: ipv6,
			Labels: { [suiteLabel]: name },
			...(ipv6 ? { IPAM: { Driver: 'default', Config: [{ Subnet: randomSubnet() }] } } : {}),
		}),
	)
	return { getName: () => unique }
}
