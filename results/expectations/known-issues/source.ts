import type { Rule } from '../rule.ts'

export const sourceIssues: readonly Rule[] = [
	{
		id: 'builtin-loses-source-address',
		title: 'The container sees the bridge gateway instead of the client',
		when: { axes: { portDriver: ['builtin'] }, daemon: { userlandProxy: [true] } },
		checks: ['source.peer-address'],
		expect: 'fail',
		because: "RootlessKit's builtin port driver does not propagate source addresses",
		see: 'https://github.com/rootless-containers/rootlesskit/blob/master/docs/port.md',
		severity: 'broken',
	},
	{
		id: 'builtin-loses-source-address-without-proxy',
		title: 'The container sees the bridge gateway instead of the client',
		when: {
			axes: { portDriver: ['builtin'] },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: { from: '28.0.0' }, rootlesskit: { before: '3.0.0' } },
		},
		checks: ['source.peer-address'],
		expect: 'fail',
		because:
			"RootlessKit's builtin port driver propagates source addresses only since 3.0, and only with the userland proxy disabled",
		see: 'https://github.com/rootless-containers/rootlesskit/blob/master/docs/port.md',
		severity: 'broken',
		fixed: 'RootlessKit 3.0',
	},
]
