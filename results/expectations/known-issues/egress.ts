import type { Rule } from '../rule.ts'

export const egressIssues: readonly Rule[] = [
	{
		id: 'pasta-no-ip-fragments',
		title: 'UDP datagrams larger than the MTU are lost',
		when: { axes: { portDriver: ['implicit'] } },
		checks: ['egress.udp-fragments'],
		expect: 'fail',
		because: "pasta puts no fragments together and says so in the journal: Can't process IPv4 fragments",
		see: 'https://github.com/containers/podman/issues/23739',
		severity: 'broken',
	},
]
