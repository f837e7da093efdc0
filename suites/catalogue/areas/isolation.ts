import { type CatalogueEntry, always } from '../entry.ts'

export const isolation = [
	{
		id: 'isolation.host-loopback',
		vantage: ['container'],
		contract:
			"a service on the VM's 127.0.0.1 answers through 10.0.2.2 only when host loopback is not disabled",
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
