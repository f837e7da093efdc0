import type { Rule } from '../rule.ts'

export const publishIssues: readonly Rule[] = [
	{
		id: 'pasta-loopback-publish-reset',
		title: 'A port published on 127.0.0.1 is reset',
		when: {
			axes: { portDriver: ['implicit'] },
			versions: { rootlesskit: { before: '2.3.2' }, passt: { from: '2024_10_30.ee7d0b6' } },
		},
		checks: ['publish.loopback-only-v4'],
		expect: 'fail',
		because:
			'passt 2024_10_30 changed its loopback default, and RootlessKit passes --host-lo-to-ns-lo only since 2.3.2 (also: moby #48838)',
		see: 'https://github.com/rootless-containers/rootlesskit/issues/482',
		severity: 'broken',
		since: 'passt 2024_10_30.ee7d0b6',
		fixed: 'RootlessKit 2.3.2',
	},
	{
		id: 'no-proxy-builtin-does-not-listen',
		title: 'With userland-proxy=false and the builtin port driver no published port listens',
		when: { axes: { portDriver: ['builtin'] }, daemon: { userlandProxy: [false] } },
		checks: [
			'publish.no-proxy',
			'publish.loopback-only-v4',
			'publish.nic-address',
			'publish.udp',
			'publish.range',
			'publish.translated-range',
			'source.peer-address',
			'source.loopback-address',
		],
		expect: 'fail',
		because: 'it is the userland proxy that asks the port driver to listen on the host',
		see: 'https://github.com/moby/moby/issues/43090',
		severity: 'broken',
	},
	{
		id: 'slirp4netns-no-v6-publish',
		title: 'Published ports do not answer over IPv6',
		when: { axes: { portDriver: ['slirp4netns'] }, daemon: { userlandProxy: [true] } },
		checks: ['publish.any-v6', 'publish.loopback-only-v6', 'publish.udp-v6'],
		expect: 'fail',
		because:
			"RootlessKit's slirp4netns port driver has no tcp6 and udp6: dockerd warns in its journal and goes on without (also: slirp4netns #253)",
		see: 'https://github.com/rootless-containers/rootlesskit/blob/master/docs/port.md',
		severity: 'broken',
	},
	{
		id: 'pasta-no-v6-publish',
		title: 'Published ports do not answer over IPv6',
		when: { axes: { portDriver: ['implicit'] }, daemon: { userlandProxy: [true] } },
		checks: ['publish.any-v6', 'publish.loopback-only-v6', 'publish.udp-v6'],
		expect: 'fail',
		because: 'RootlessKit starts pasta with --ipv4-only unless it is told --ipv6',
		see: 'https://github.com/rootless-containers/rootlesskit/issues/511',
		severity: 'broken',
	},
	{
		id: 'distinct-loopbacks-collide',
		title: 'Two loopback addresses cannot share a port',
		when: { axes: { portDriver: ['builtin', 'slirp4netns'] }, versions: { dockerd: { before: '29.6.0' } } },
		checks: ['publish.distinct-loopbacks'],
		expect: 'fail',
		because:
			"every address of the host becomes one address in RootlessKit's namespace, where the second container finds the port taken (also: moby #47812)",
		see: 'https://github.com/moby/moby/issues/52783',
		severity: 'broken',
	},
]
