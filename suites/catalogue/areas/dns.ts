import { type CatalogueEntry, always } from '../entry.ts'

export const dns = [
	{
		id: 'dns.udp',
		vantage: ['container', 'netns'],
		contract: "the lab's DNS server answers for A and AAAA records of lab.test",
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
