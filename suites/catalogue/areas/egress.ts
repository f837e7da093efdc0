import { type CatalogueEntry, always } from '../entry.ts'

export const egress = [
	{
		id: 'egress.tcp',
		vantage: ['container'],
		contract: 'a service address behind the peer answers over TCP',
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
