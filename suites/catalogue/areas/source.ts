import { type CatalogueEntry, always } from '../entry.ts'

export const source = [
	{
		id: 'source.peer-address',
		vantage: ['peer', 'container'],
		contract: "the container sees the peer's address",
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
