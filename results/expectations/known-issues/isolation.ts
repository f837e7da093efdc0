import type { VersionRange } from '../../versions/index.ts'
import type { Rule, RuleConditions } from '../rule.ts'

/** Two ranges of one fact: what pasta did by itself until 2024_10_30, RootlessKit asks it to do since 2.3.2. */
const netnsLoopback = {
	title: "A service on 127.0.0.1 in RootlessKit's namespace answers on the VM's 127.0.0.1",
	expect: 'fail',
	see: 'https://github.com/rootless-containers/rootlesskit/pull/482',
	severity: 'open-door',
} as const

/** The suites' service in the VM, and the one in RootlessKit's namespace. Nobody else may be the one who answers. */
const hostAnswers = { kind: 'answered', by: 'host-7011' } as const
const netnsAnswers = { kind: 'answered', by: 'host-7012' } as const
/** The VM's own processes only: the peer must never get in. */
const fromTheVm = { 'isolation.netns-loopback': { 'host.tcp': netnsAnswers, 'host.udp': netnsAnswers } }

/** rootlesskit #383: UDP is forwarded since. */
const CARRIES_UDP = '2023_11_19.4f1709d'
/** passt b4dace8. */
const LOOPBACK_CHANGED = '2024_10_30.ee7d0b6'

/** RootlessKit's flag shuts one of pasta's two ways to the loopback of the host. */
const hostLoopback = {
	title: "A container with --network host reaches the VM's 127.0.0.1",
	expect: 'fail',
	see: 'https://github.com/rootless-containers/rootlesskit/pull/612',
	severity: 'open-door',
	fixed: 'RootlessKit 3.1.0',
} as const
const splicedWhere = (passt: VersionRange): RuleConditions => ({
	axes: { portDriver: ['implicit'] },
	daemon: { disableHostLoopback: [true] },
	versions: { rootlesskit: { before: '3.1.0' }, passt },
})
const noWayOfItsOwn =
	"RootlessKit turns --disable-host-loopback into pasta's --no-map-gw, which shuts the way through the gateway and not pasta's own -T and -U, whose default is auto"

export const isolationIssues: readonly Rule[] = [
	{
		...hostLoopback,
		id: 'pasta-host-loopback-spliced-tcp',
		when: splicedWhere({ before: CARRIES_UDP }),
		checks: { 'isolation.host-network-container': { tcp: hostAnswers } },
		because: `${noWayOfItsOwn}; UDP ports are not followed as yet (2023_03_09: measured)`,
	},
	{
		...hostLoopback,
		id: 'pasta-host-loopback-spliced',
		when: splicedWhere({ from: CARRIES_UDP }),
		checks: { 'isolation.host-network-container': { tcp: hostAnswers, udp: hostAnswers } },
		because: noWayOfItsOwn,
	},
	{
		...netnsLoopback,
		id: 'pasta-netns-loopback-tcp',
		when: { axes: { portDriver: ['implicit'] }, versions: { passt: { before: CARRIES_UDP } } },
		checks: { 'isolation.netns-loopback': { 'host.tcp': netnsAnswers } },
		because:
			'pasta forwarded what came to the loopback of the host to that of the namespace, TCP only as yet (2023_03_09: measured)',
	},
	{
		...netnsLoopback,
		id: 'pasta-netns-loopback-before-the-change',
		when: {
			axes: { portDriver: ['implicit'] },
			versions: { passt: { from: CARRIES_UDP, before: LOOPBACK_CHANGED } },
		},
		checks: fromTheVm,
		because: 'pasta forwarded what came to the loopback of the host to that of the namespace',
	},
	{
		...netnsLoopback,
		id: 'pasta-netns-loopback-restored',
		when: {
			axes: { portDriver: ['implicit'] },
			versions: { rootlesskit: { from: '2.3.2' }, passt: { from: LOOPBACK_CHANGED } },
		},
		checks: fromTheVm,
		because: 'RootlessKit passes --host-lo-to-ns-lo, so that a port published on 127.0.0.1 answers there',
	},
]
