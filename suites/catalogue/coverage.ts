import type { CheckId } from './catalogue.ts'

export const coverageProtocols = ['tcp', 'udp', 'icmp', 'sctp'] as const
type CoverageProtocol = (typeof coverageProtocols)[number]
type CoverageFamily = 'v4' | 'v6'

/** Who asks whom; `publication` is a published port, `LAN` another machine. */
export const coverageDirections = [
	'container → container',
	'container → LAN',
	'container → VM',
	'container → publication',
	'container → resolver',
	'netns → resolver',
	'VM → publication',
	'LAN → publication',
	'VM → container',
	'LAN → container',
	'VM → netns',
	'LAN → netns',
] as const
type CoverageDirection = (typeof coverageDirections)[number]

/** What a check asks over. */
export interface Coverage {
	readonly direction: CoverageDirection
	readonly protocol: CoverageProtocol
	readonly family: CoverageFamily
}

/** Every combination of what is named. */
const over = (
	directions: readonly CoverageDirection[],
	protocols: readonly CoverageProtocol[],
	families: readonly CoverageFamily[] = ['v4'],
): readonly Coverage[] =>
	directions.flatMap((direction) =>
		protocols.flatMap((protocol) => families.map((family) => ({ direction, protocol, family }))),
	)

const both = ['v4', 'v6'] as const
const ip = ['tcp', 'udp', 'icmp'] as const
const neighbours = ['container → container'] as const
const out = ['container → LAN'] as const
const hairpin = over(['container → publication'], ['tcp'])
const fromVm = ['VM → publication'] as const
const fromBoth = ['VM → publication', 'LAN → publication'] as const
const resolvers = ['container → resolver', 'netns → resolver'] as const

/** What each check asks over, absences included; nothing for those that ask the daemon or the kernel. */
export const coverage: Readonly<Record<CheckId, readonly Coverage[]>> = {
	'daemon.starts': [],
	'daemon.br-netfilter-error': [],
	'daemon.br-netfilter-ignored': [],
	'daemon.network-icc-option': [],
	'kernel.facts': [],
	'bridge.same-network-v4': over(neighbours, ['tcp']),
	'bridge.default-bridge': over(neighbours, ['tcp']),
	'bridge.name-resolution': over(neighbours, ['tcp']),
	'bridge.same-network-v6': over(neighbours, ['tcp'], ['v6']),
	'bridge.networks-isolated': over(neighbours, ip, both),
	'bridge.internal-no-egress': [...over(neighbours, ip), ...over(out, ip)],
	'bridge.icc-blocked': over(neighbours, ip, both),
	'bridge.hairpin-proxy': hairpin,
	'bridge.hairpin-no-proxy': hairpin,
	'bridge.hairpin-self': hairpin,
	'bridge.nf-call-reset': [],
	'publish.any-v4': over(fromVm, ['tcp']),
	'publish.any-nic': over(fromBoth, ['tcp']),
	'publish.any-v6': over(fromBoth, ['tcp'], ['v6']),
	'publish.loopback-only-v4': over(fromVm, ['tcp']),
	'publish.loopback-only-hidden': over(['LAN → publication'], ['tcp']),
	'publish.loopback-only-v6': over(fromVm, ['tcp'], ['v6']),
	'publish.nic-address': over(fromBoth, ['tcp']),
	'publish.udp': over(fromBoth, ['udp']),
	'publish.udp-loopback': over(fromVm, ['udp']),
	'publish.udp-v6': over(fromBoth, ['udp'], ['v6']),
	'publish.range': over(fromVm, ['tcp', 'udp']),
	'publish.translated-range': over(fromVm, ['tcp', 'udp']),
	'publish.distinct-loopbacks': over(fromVm, ['tcp']),
	'publish.privileged-port': over(fromVm, ['tcp']),
	'publish.conflict': over(fromVm, ['tcp']),
	'publish.rebind': over(fromVm, ['tcp']),
	'publish.sctp-error': over(fromVm, ['sctp']),
	'publish.no-proxy': over(fromBoth, ['tcp']),
	'source.peer-address': over(['LAN → publication'], ['tcp']),
	'source.loopback-address': over(fromVm, ['tcp']),
	'egress.tcp': over(out, ['tcp']),
	'egress.udp': over(out, ['udp']),
	'egress.tcp-v6': over(out, ['tcp'], ['v6']),
	'egress.udp-v6': over(out, ['udp'], ['v6']),
	'egress.ping': over(out, ['icmp']),
	'egress.mtu': over(out, ['tcp', 'udp']),
	'egress.udp-fragments': over(out, ['udp']),
	'egress.transfer': over(out, ['tcp']),
	'ingress.transfer': over(['LAN → publication'], ['tcp']),
	'dns.udp': over(resolvers, ['udp']),
	'dns.tcp': over(resolvers, ['tcp']),
	'dns.stub-resolver': over(resolvers, ['udp']),
	'isolation.host-loopback': over(['container → VM'], ['tcp', 'udp']),
	'isolation.host-network-container': over(['container → VM'], ['tcp', 'udp'], both),
	'isolation.netns-loopback': over(['VM → netns', 'LAN → netns'], ['tcp', 'udp'], both),
	'isolation.container-address': over(['VM → container', 'LAN → container'], ip, both),
	'build.network': over(out, ['tcp']),
	'daemon.stop-leaves-nothing': [],
	'daemon.bridge-init-recovers': [],
	'daemon.user-network-recovers': [],
	'daemon.restart-keeps-publish': over(fromVm, ['tcp']),
}
