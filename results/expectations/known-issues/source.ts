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
]
