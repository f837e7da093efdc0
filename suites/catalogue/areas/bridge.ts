import { type CatalogueEntry, always } from '../entry.ts'

export const bridge = [
	{
		id: 'bridge.same-network-v4',
		vantage: ['container'],
		contract: 'a neighbour on a user-defined network answers by its address',
		appliesTo: always,
	},
	{
		id: 'bridge.default-bridge',
		vantage: ['container'],
		contract: 'a neighbour on the default bridge answers by its address',
		when: 'icc is on',
		appliesTo: ({ daemonSettings }) =>
			daemonSettings.icc !== false || 'icc=false shuts the default bridge: see bridge.icc-blocked',
	},
	{
		id: 'bridge.name-resolution',
		vantage: ['container'],
		contract: 'a neighbour on a user-defined network answers by its name, through 127.0.0.11',
		appliesTo: always,
	},
	{
		id: 'bridge.same-network-v6',
		vantage: ['container'],
		contract: 'a neighbour on a user-defined network with an IPv6 subnet answers by its IPv6 address',
		appliesTo: always,
	},
	{
		id: 'bridge.networks-isolated',
		vantage: ['container'],
		contract:
			'there is no way between containers of two networks, from either side, over TCP, UDP and ICMP, and over IPv6 where the default bridge has it: rules drop what is sent',
		appliesTo: always,
	},
	{
		id: 'bridge.internal-no-egress',
		vantage: ['container'],
		contract:
			'on an internal network neighbours answer, and over TCP, UDP and ICMP there is no way to the peer, even when the container is given a route, and none in from a container of another network',
		appliesTo: always,
	},
	{
		id: 'bridge.icc-blocked',
		vantage: ['container'],
		contract:
			'with icc=false two neighbours on the default bridge cannot talk, from either side, over TCP, UDP and ICMP, and over IPv6 where the bridge has it: rules drop what they send',
		when: 'icc=false',
		appliesTo: ({ daemonSettings }) =>
			daemonSettings.icc === false || 'icc is on: neighbours on the default bridge may talk',
	},
	{
		id: 'bridge.hairpin-proxy',
		vantage: ['container'],
		contract:
			"a neighbour's published port answers on the VM's LAN address, and where the driver is implicit on the network's gateway too",
		when: 'the userland proxy is on',
		appliesTo: ({ daemonSettings }) =>
			daemonSettings.userlandProxy !== false || 'the userland proxy is off: see bridge.hairpin-no-proxy',
	},
	{
		id: 'bridge.hairpin-no-proxy',
		vantage: ['container'],
		contract:
			"with userland-proxy=false a neighbour's published port answers on the network's gateway and on RootlessKit's address",
		when: 'userland-proxy=false',
		appliesTo: ({ daemonSettings }) =>
			daemonSettings.userlandProxy === false || 'the userland proxy is on: see bridge.hairpin-proxy',
	},
	{
		id: 'bridge.hairpin-self',
		vantage: ['container'],
		contract: "a container's own published port answers to it wherever it is to answer to a neighbour",
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
