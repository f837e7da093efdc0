import { inRange, stackVersion } from '#results'
import type { CellView } from './br-netfilter.ts'

/** Without the proxy published ports are NAT rules alone: other paths, so checks of their own. */
export const proxyOn = ({ daemonSettings }: CellView): boolean => daemonSettings.userlandProxy !== false

/** True, or why nothing carries a published UDP port of this cell (rootlesskit #383, passt 457ff12). */
export function carriesUdp({ axes, stack }: CellView): true | string {
	if (axes.portDriver !== 'implicit') return true
	const passt = stackVersion('passt', { axes, stack })
	// A passt that cannot be read counts as new: a skip needs a proof.
	const old = passt !== undefined && inRange('passt', passt, { before: '2023_11_19.4f1709d' }) === true
	return !old || `pasta ${passt} does not forward UDP with implicit ports: that came with 2023_11_19`
}

/** True, or why an IPv6 publication of a container with only IPv4 has no contract. */
export const carriesV6ToV4 = (cell: CellView): true | string =>
	proxyOn(cell) || 'the userland proxy is off, and only it carries IPv6 to a container that has just IPv4'
