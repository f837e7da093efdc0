import { type CatalogueEntry, always } from '../entry.ts'

export const build = [
	{
		id: 'build.network',
		vantage: ['container'],
		contract:
			'a RUN step reaches the peer by its name and over TCP, with the classic builder and with BuildKit',
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
