import type { Rule } from '../rule.ts'

const losesAddress = {
	'source.peer-address': { web: { kind: 'wrong-address', found: 'bridge-gateway' } },
} as const

export const sourceIssues: readonly Rule[] = [
	{
		id: 'builtin-loses-source-address',
		title: 'The container sees the bridge gateway instead of the client',
		when: { axes: { portDriver: ['builtin'] }, daemon: { userlandProxy: [true] } },
		checks: losesAddress,
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
		checks: losesAddress,
		expect: 'fail',
		because:
			"RootlessKit's builtin port driver propagates source addresses only since 3.0, and only with the userland proxy disabled",
		see: 'https://github.com/rootless-containers/rootlesskit/blob/master/docs/port.md',
		severity: 'broken',
		fixed: 'RootlessKit 3.0',
	},
	{
		id: 'builtin-loses-source-address-again',
		title: 'The container sees the bridge gateway instead of the client',
		when: {
			axes: { portDriver: ['builtin'] },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: { from: '28.0.0' }, rootlesskit: { from: '3.2.0', before: '3.3.0' } },
		},
		checks: losesAddress,
		expect: 'fail',
		because:
			'RootlessKit 3.2.0 uses nft for transparent routing and lost source addresses over it (also: rootlesskit #613)',
		see: 'https://github.com/rootless-containers/rootlesskit/pull/649',
		severity: 'broken',
		since: 'RootlessKit 3.2.0',
		fixed: 'RootlessKit 3.3.0',
		seen: 'read',
	},
]
