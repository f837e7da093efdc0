import { type CatalogueEntry, always } from '../entry.ts'
import { needsNfCall } from '../nf-call.ts'

/** The checks that stop and restart the daemon. They share its restarts, in this order. */
export const recovery = [
	{
		id: 'daemon.stop-leaves-nothing',
		vantage: ['host'],
		contract:
			'after `systemctl --user stop docker` no process, listener, namespace, cgroup, mount or state of the daemon is left',
		appliesTo: always,
	},
	{
		id: 'daemon.bridge-init-recovers',
		vantage: ['host'],
		contract:
			'when the default bridge failed to initialise once, the daemon starts again on the same data with the cause gone',
		appliesTo: always,
	},
	{
		id: 'bridge.nf-call-reset',
		vantage: ['netns'],
		contract: 'bridge-nf-call-iptables=0 from before the start is set to 1 by the daemon',
		when: 'br_netfilter is loaded, and icc=false or userland-proxy=false',
		appliesTo: needsNfCall,
	},
	{
		id: 'dns.stub-resolver',
		vantage: ['container', 'netns'],
		contract:
			'names resolve although the VM’s resolv.conf named only a stub on 127.0.0.53 when the daemon started',
		appliesTo: always,
	},
	{
		id: 'daemon.user-network-recovers',
		vantage: ['host'],
		contract:
			'when a user-defined network failed to initialise once, it can be removed, and created again with the cause gone',
		appliesTo: always,
	},
	{
		id: 'daemon.restart-keeps-publish',
		vantage: ['host'],
		contract:
			'the published port of a container with the restart policy `always` answers after `systemctl --user restart docker`',
		appliesTo: always,
	},
] as const satisfies readonly CatalogueEntry[]
