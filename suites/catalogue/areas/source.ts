import { type CatalogueEntry, always } from '../entry.ts'

export const source = [
	{
		id: 'source.peer-address',
		vantage: ['peer', 'container'],
		contract: "the container sees the peer's address",
		appliesTo: always,
	},
	{
		id: 'source.loopback-address',
		vantage: ['host', 'container'],
		contract:
			"through the VM's loopback the container sees its network's gateway; slirp's 10.0.2.2 with the slirp4netns port driver; 10.0.2.100 with pasta from 2024_10_30, RootlessKit before 2.3.2 and the userland proxy",
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
