import type { Rule } from '../rule.ts'

/** Two ranges of one fact: what pasta did by itself until 2024_10_30, RootlessKit asks it to do since 2.3.2. */
const netnsLoopback = {
	title: "A service on 127.0.0.1 in RootlessKit's namespace answers on the VM's 127.0.0.1",
	checks: ['isolation.netns-loopback'],
	expect: 'fail',
	see: 'https://github.com/rootless-containers/rootlesskit/pull/482',
	severity: 'open-door',
} as const

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
	{
		...netnsLoopback,
		id: 'pasta-netns-loopback-before-the-change',
		when: { axes: { portDriver: ['implicit'] }, versions: { passt: { before: '2024_10_30.ee7d0b6' } } },
		because: 'pasta forwarded what came to the loopback of the host to that of the namespace',
	},
	{
		...netnsLoopback,
		id: 'pasta-netns-loopback-restored',
		when: {
			axes: { portDriver: ['implicit'] },
			versions: { rootlesskit: { from: '2.3.2' }, passt: { from: '2024_10_30.ee7d0b6' } },
		},
		because: 'RootlessKit passes --host-lo-to-ns-lo, so that a port published on 127.0.0.1 answers there',
	},
]
