import type { CellView } from '../br-netfilter.ts'
import { type CatalogueEntry, always } from '../entry.ts'

/** RootlessKit runs slirp4netns without --enable-ipv6 and pasta with --ipv4-only unless it is given --ipv6 itself. */
const driverHasIpv6 = (_: CellView): true | string =>
	"RootlessKit gives its namespace IPv6 only when it is told --ipv6, which no daemon profile does: dockerd's own ipv6 setting is for its bridges"

const ipv6When = 'never yet: no daemon profile tells RootlessKit --ipv6'

export const egress = [
	{
		id: 'egress.tcp',
		vantage: ['container'],
		contract: 'a service address behind the peer answers over TCP',
		appliesTo: always,
	},
	{
		id: 'egress.udp',
		vantage: ['container'],
		contract: 'a service address behind the peer answers over UDP',
		appliesTo: always,
	},
	{
		id: 'egress.tcp-v6',
		vantage: ['container'],
		contract: 'an IPv6 service address behind the peer answers over TCP',
		when: ipv6When,
		appliesTo: driverHasIpv6,
	},
	{
		id: 'egress.udp-v6',
		vantage: ['container'],
		contract: 'an IPv6 service address behind the peer answers over UDP',
		when: ipv6When,
		appliesTo: driverHasIpv6,
	},
	{
		id: 'egress.ping',
		vantage: ['container', 'peer'],
		contract:
			"the peer receives and answers each of two ICMP echoes, where the VM's net.ipv4.ping_group_range is set as Docker's documentation says",
		appliesTo: always,
	},
	{
		id: 'egress.mtu',
		vantage: ['container'],
		contract:
			'full-size TCP segments and UDP datagrams of 1472 bytes, a whole frame, reach the peer and come back whole',
		appliesTo: always,
	},
	{
		id: 'egress.udp-fragments',
		vantage: ['container'],
		contract:
			'UDP datagrams of 8972 and 65000 bytes, sent as IP fragments, reach the peer and come back whole',
		appliesTo: always,
	},
	{
		id: 'egress.transfer',
		vantage: ['container'],
		contract: '10 MiB to the peer and 10 MiB from it arrive with the hash they were sent with',
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
