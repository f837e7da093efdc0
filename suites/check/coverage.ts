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
export const over = (
	directions: readonly CoverageDirection[],
	protocols: readonly CoverageProtocol[],
	families: readonly CoverageFamily[] = ['v4'],
): readonly Coverage[] =>
	directions.flatMap((direction) =>
		protocols.flatMap((protocol) => families.map((family) => ({ direction, protocol, family }))),
	)

export const bothFamilies = ['v4', 'v6'] as const
export const tcpUdpIcmp = ['tcp', 'udp', 'icmp'] as const
