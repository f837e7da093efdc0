import { type CatalogueEntry, always } from '../entry.ts'

export const ingress = [
	{
		id: 'ingress.transfer',
		vantage: ['peer', 'container'],
		contract:
			'10 MiB to a published port and 10 MiB from it arrive at the other side with the hash they were sent with',
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
