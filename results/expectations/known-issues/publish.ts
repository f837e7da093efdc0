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
		checks: ['publish.any-v4', 'publish.any-nic', 'publish.loopback-only-v4', 'source.peer-address'],
		expect: 'fail',
		because: 'it is the userland proxy that asks the port driver to listen on the host',
		see: 'https://github.com/moby/moby/issues/43090',
		severity: 'broken',
	},
]
