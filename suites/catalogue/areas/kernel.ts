import { type CatalogueEntry, always } from '../entry.ts'

export const kernel = [
	{
		id: 'kernel.facts',
		vantage: ['host', 'netns'],
		contract: 'records what explains verdicts: modules, bridge sysctls, iptables, kernel options',
		withoutDaemon: true,
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
