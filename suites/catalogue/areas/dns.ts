import { type CatalogueEntry, always } from '../entry.ts'

export const dns = [
	{
		id: 'dns.udp',
		vantage: ['container', 'netns'],
		contract:
			'the server of resolv.conf answers over UDP with the A and AAAA records of lab.test, and with a TXT record of 4 KiB or the mark that it is truncated',
		appliesTo: always,
	},
	{
		id: 'dns.tcp',
		vantage: ['container', 'netns'],
		contract:
			'the server of resolv.conf answers over TCP with the A and AAAA records of lab.test, and with a TXT record of 4 KiB',
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
