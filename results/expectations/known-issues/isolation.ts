import type { Rule } from '../rule.ts'

export const isolationIssues: readonly Rule[] = [
	{
		id: 'pasta-host-loopback-spliced',
		title: "A container with --network host reaches the VM's 127.0.0.1",
		when: { axes: { portDriver: ['implicit'] }, daemon: { disableHostLoopback: [true] } },
		checks: ['isolation.host-network-container'],
		expect: 'fail',
		because:
			"RootlessKit turns --disable-host-loopback into pasta's --no-map-gw, which shuts the way through the gateway and not pasta's own -T and -U, whose default is auto",
		see: 'https://github.com/rootless-containers/rootlesskit/pull/612',
		severity: 'open-door',
	},
]
