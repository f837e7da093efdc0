import { inRange } from '#results/versions'
import { dockerdVersion } from '../br-netfilter.ts'
import { type CatalogueEntry, always } from '../entry.ts'

export const isolation = [
	{
		id: 'isolation.host-loopback',
		vantage: ['container'],
		contract:
			"a service on the VM's 127.0.0.1 answers through 10.0.2.2, over TCP and UDP, only when host loopback is not disabled",
		when: 'always, but for host loopback enabled on Docker before 26.0',
		appliesTo: (cell) =>
			cell.daemonSettings.disableHostLoopback !== false ||
			inRange('program', dockerdVersion(cell), { before: '26.0.0' }) !== true ||
			'dockerd-rootless.sh can leave host loopback enabled only since 26.0 (moby #47352)',
	},
	{
		id: 'isolation.host-network-container',
		vantage: ['container'],
		contract:
			"a container with --network host does not reach a service on the VM's 127.0.0.1 or ::1, over TCP or UDP, even after pasta has looked for new ports",
		when: 'host loopback is disabled, as by default',
		appliesTo: ({ daemonSettings }) =>
			daemonSettings.disableHostLoopback !== false ||
			"host loopback is not disabled: nobody promises that the VM's 127.0.0.1 is out of reach",
	},
	{
		id: 'isolation.netns-loopback',
		vantage: ['host', 'peer'],
		contract:
			"a service on 127.0.0.1 or ::1 in RootlessKit's namespace is not reachable from the VM's own loopback or from its LAN, over TCP or UDP, even after pasta has looked for new ports",
		appliesTo: always,
	},
	{
		id: 'isolation.container-address',
		vantage: ['host', 'peer'],
		contract:
			"a container's own addresses, IPv4 and IPv6, lead nowhere over TCP, UDP and ICMP, from the VM and from a neighbour who routes them there",
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
