import type { Rule } from '../rule.ts'

/** The bridge driver's words where it keeps a network that dockerd has deleted. */
const stuck = /networks have same bridge name/

export const daemonIssues: readonly Rule[] = [
	{
		id: 'failed-bridge-stuck',
		title:
			'A bridge that failed to initialise once stays unavailable: if the default one, the daemon does not start',
		when: { versions: { dockerd: { before: '27.5.1' } } },
		checks: {
			'daemon.bridge-init-recovers': { start: { kind: 'daemon-down', words: stuck } },
			'daemon.user-network-recovers': { 'create-again': { kind: 'daemon-refused', words: stuck } },
		},
		expect: 'fail',
		because:
			'the bridge driver keeps a network that dockerd has deleted, and refuses the new one: "networks have same bridge name" (also: moby #49291)',
		see: 'https://github.com/moby/moby/pull/49307',
		severity: 'broken',
		fixed: 'Docker 27.5.1',
	},
]
