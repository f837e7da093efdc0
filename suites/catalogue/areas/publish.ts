import { type CatalogueEntry, always } from '../entry.ts'

export const publish = [
	{
		id: 'publish.any-v4',
		vantage: ['host'],
		contract: 'a port published on all addresses answers on 127.0.0.1',
		appliesTo: always,
	},
	{
		id: 'publish.any-nic',
		vantage: ['host', 'peer'],
		contract: "a port published on all addresses answers on the VM's LAN address",
		appliesTo: always,
	},
	{
		id: 'publish.loopback-only-v4',
		vantage: ['host'],
		contract: 'a port published on 127.0.0.1 answers there',
		appliesTo: always,
	},
	{
		id: 'publish.loopback-only-hidden',
		vantage: ['peer'],
		contract: 'a port published on 127.0.0.1 does not answer on the LAN address',
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
