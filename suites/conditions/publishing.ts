import { stackParts } from '#results/model'
import { type VersionRange, inRange } from '#results/versions'
import { allOf, type CellView, condition } from '../check/condition.ts'
import { hostHasIpv6 } from './host-ipv6.ts'

/** Without the proxy published ports are NAT rules alone: other paths, so checks of their own. */
export const proxyOn = ({ daemonSettings }: CellView): boolean => daemonSettings.userlandProxy !== false

/** True, or why nothing carries a published UDP port of this cell (rootlesskit #383, passt 457ff12). */
export function carriesUdp({ axes, versions: { passt } }: CellView): true | string {
	if (axes.portDriver !== 'implicit') return true
	// A passt that cannot be read counts as new: a skip needs a proof.
	const old = passt !== undefined && inRange('passt', passt, { before: '2023_11_19.4f1709d' }) === true
	return !old || `pasta ${passt} does not forward UDP with implicit ports: that came with 2023_11_19`
}

const withProxy = 'the userland proxy is on'

export const proxied = condition(
	withProxy,
	(cell) => proxyOn(cell) || 'the userland proxy is off: see publish.no-proxy',
)

/** Whether an IPv6 publication of a container with only IPv4 has a contract. */
export const v6ToV4Carried = allOf(
	condition(
		withProxy,
		(cell) =>
			proxyOn(cell) ||
			'the userland proxy is off, and only it carries IPv6 to a container that has just IPv4',
	),
	hostHasIpv6,
)

/** Whether something carries a published UDP port. */
export const udpCarried = condition(
	'not with pasta before 2023_11_19, which does not forward UDP',
	carriesUdp,
)

/** Whose address a container sees of a client on the VM's loopback: its network's gateway, slirp's, or the namespace's own. */
export type LoopbackSource = 'gateway' | 'slirp' | 'namespace'

/**
 * slirp4netns(1) and passt(1). Since 2024_10_30 pasta gives such a client the namespace's own address unless it is
 * told --host-lo-to-ns-lo, which RootlessKit does since 2.3.2. Otherwise it is a proxy's connection, and without the
 * proxy dockerd masquerades what comes from the namespace's own addresses.
 */
export function loopbackSource(cell: CellView): LoopbackSource {
	const { axes, versions } = cell
	if (axes.portDriver === 'slirp4netns') return 'slirp'
	if (axes.portDriver !== 'implicit') return 'gateway'
	const within = (part: 'passt' | 'rootlesskit', range: VersionRange): boolean => {
		const version = versions[part]
		return version !== undefined && inRange(stackParts[part], version, range) === true
	}
	const own =
		proxyOn(cell) &&
		within('passt', { from: '2024_10_30.ee7d0b6' }) &&
		within('rootlesskit', { before: '2.3.2' })
	return own ? 'namespace' : 'gateway'
}

/**
 * Whether dockerd asks RootlessKit for each port, and hears its refusal. The implicit driver is asked nothing: pasta
 * forwards whatever it finds listening in the namespace, where any port is free and the VM's addresses do not exist.
 */
export const asksForPorts = ({ axes }: CellView): boolean => axes.portDriver !== 'implicit'
