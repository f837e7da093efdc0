import type { VersionRange } from '../../versions/index.ts'
import type { Rule } from '../rule.ts'

/** RootlessKit's docker-proxy ended with an error where the driver has no tcp6 (rootlesskit #249). */
const proxyGaveUp = { from: '20.10.6', before: '20.10.7' } as const
/** dockerd binds both families before it asks the driver, and the driver has one address for both (moby #50691, #51616). */
const boundTwice = { from: '29.0.0', before: '29.1.2' } as const

/** Where a container that is published on all addresses starts with the slirp4netns port driver: everywhere else. */
export const startsWithBothFamilies: readonly VersionRange[] = [
	{ before: proxyGaveUp.from },
	{ from: proxyGaveUp.before, before: boundTwice.from },
	{ from: boundTwice.before },
]

type Checks = Rule['checks']

/** The checks whose container is published on all addresses: they ask nothing else where it does not start. */
const published = [
	'publish.any-v4',
	'publish.any-nic',
	'publish.any-v6',
	'publish.no-proxy',
	'publish.loopback-only-hidden',
	'publish.udp',
	'publish.udp-loopback',
	'publish.udp-v6',
	'publish.range',
	'publish.translated-range',
	'publish.conflict',
	'publish.rebind',
	'publish.sctp-error',
	'source.peer-address',
	'source.loopback-address',
	'ingress.transfer',
	'bridge.hairpin-proxy',
	'bridge.hairpin-self',
	'daemon.restart-keeps-publish',
] as const

const refusedWith = (words: RegExp, checks: readonly string[] = published): Checks =>
	Object.fromEntries(checks.map((check) => [check, { daemon: { kind: 'daemon-refused', words } }]))

const refused = {
	title: 'A container that is published on all addresses does not start',
	expect: 'fail',
	severity: 'broken',
	seen: 'read',
} as const satisfies Partial<Rule>

const taken = /failed to bind host port 10\.0\.2\.100:.*address already in use/
const timedOut = /Timed out proxy starting the userland proxy/
const because =
	"dockerd publishes on IPv4 and IPv6, listens for both before it asks the port driver, and slirp4netns has 10.0.2.100 for both: the second finds the port taken. On one address alone a port can be published (20.10.6 had the same in RootlessKit's proxy: rootlesskit #250)"
const see = 'https://github.com/moby/moby/issues/51591'
const of29 = { ...refused, because, see, since: 'Docker 29.0.0', fixed: 'Docker 29.1.2' } as const

export const allAddressesIssues: readonly Rule[] = [
	{
		...of29,
		id: 'slirp4netns-all-addresses-refused',
		when: { axes: { portDriver: ['slirp4netns'] }, versions: { dockerd: boundTwice } },
		checks: {
			...refusedWith(taken),
			'publish.privileged-port': {
				refusal: { kind: 'daemon-refused', words: taken },
				lowered: { kind: 'daemon-refused', words: taken },
			},
		},
	},
	{
		...of29,
		id: 'slirp4netns-all-addresses-refused-without-proxy',
		// Without br_netfilter see no-proxy-hairpin-without-br-netfilter-since-28.
		when: {
			axes: { portDriver: ['slirp4netns'], brNetfilter: ['loaded'] },
			daemon: { userlandProxy: [false] },
			versions: { dockerd: boundTwice },
		},
		checks: refusedWith(taken, ['bridge.hairpin-no-proxy']),
	},
	{
		...refused,
		id: 'slirp4netns-all-addresses-timed-out',
		when: {
			axes: { portDriver: ['slirp4netns'] },
			daemon: { userlandProxy: [true] },
			versions: { dockerd: proxyGaveUp },
		},
		checks: {
			...refusedWith(
				timedOut,
				published.filter((check) => !['publish.no-proxy', 'daemon.restart-keeps-publish'].includes(check)),
			),
			'publish.privileged-port': {
				refusal: { kind: 'daemon-refused', words: timedOut },
				lowered: { kind: 'daemon-refused', words: timedOut },
			},
		},
		because:
			"RootlessKit's docker-proxy ended with an error where the port driver has no tcp6, which dockerd 20.10.6 was the first to ask for (29.0 had the same in dockerd: moby #51591)",
		see: 'https://github.com/rootless-containers/rootlesskit/issues/250',
		since: 'Docker 20.10.6',
		fixed: 'Docker 20.10.7',
	},
]
