import type { Rule } from '../rule.ts'

export const daemonIssues: readonly Rule[] = [
	{
		id: 'default-bridge-stuck',
		title: 'A daemon whose default bridge failed to initialise once does not start any more',
		when: { versions: { dockerd: { before: '27.5.1' } } },
		checks: ['daemon.bridge-init-recovers'],
		expect: 'fail',
		because:
			'the bridge driver keeps the network that dockerd has deleted, and refuses the new one: "networks have same bridge name" (also: moby #49291)',
		see: 'https://github.com/moby/moby/pull/49307',
		severity: 'broken',
		fixed: 'Docker 27.5.1',
	},
]
