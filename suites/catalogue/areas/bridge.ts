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
		id: 'bridge.networks-isolated',
		vantage: ['container'],
		contract: 'there is no way to a container of another network',
		appliesTo: always,
	},
	{
		id: 'bridge.icc-blocked',
		vantage: ['container'],
		contract: 'with icc=false neighbours on the default bridge cannot talk',
		appliesTo: ({ daemonSettings }) =>
			daemonSettings.icc === false || 'icc is on: neighbours on the default bridge may talk',
	},
	{
		id: 'bridge.hairpin-proxy',
		vantage: ['container'],
		contract:
			"a neighbour's published port answers on the VM's LAN address, and where the driver is implicit on the network's gateway too",
		appliesTo: ({ daemonSettings }) =>
			daemonSettings.userlandProxy !== false || 'the userland proxy is off: see bridge.hairpin-no-proxy',
	},
] as const satisfies readonly CatalogueEntry[]
