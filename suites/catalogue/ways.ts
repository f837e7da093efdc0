import type { FormKind } from '#results'
import type { CheckId } from './catalogue.ts'

type Ways = Readonly<Record<string, readonly FormKind[]>>

/** A round trip that should have succeeded; `answered` is somebody else. */
const answer = [
	'answered',
	'refused',
	'reset',
	'closed',
	'timeout',
	'unreachable',
	'unresolved',
	'wrong-answer',
] as const satisfies readonly FormKind[]
/** Nobody should have answered. */
const absent = ['answered'] as const satisfies readonly FormKind[]
/** A container's start that is part of the way. */
const published = [...answer, 'daemon-refused'] as const satisfies readonly FormKind[]
const transfer = [...answer, 'damaged'] as const satisfies readonly FormKind[]
const datagram = ['lost', 'damaged'] as const satisfies readonly FormKind[]
const records = [...answer, 'wrong-address', 'damaged'] as const satisfies readonly FormKind[]
const down = ['daemon-down'] as const satisfies readonly FormKind[]
const refused = ['daemon-refused'] as const satisfies readonly FormKind[]
/** What should be refused in certain words: it was taken, or refused in others. */
const refusal = ['daemon-accepted', 'daemon-refused'] as const satisfies readonly FormKind[]

function each<Name extends string>(names: readonly Name[], forms: readonly FormKind[]): Ways {
	return Object.fromEntries(names.map((name) => [name, forms]))
}

/** `PREFIX.tcp`, `PREFIX.udp`, `PREFIX.icmp`, and each again with `-v6`; without a prefix: `tcp` and so on. */
function protocols(
	forms: readonly FormKind[],
	prefixes: readonly string[],
	which = ['tcp', 'udp', 'icmp'],
): Ways {
	const names = prefixes.flatMap((prefix) => which.map((one) => (prefix === '' ? one : `${prefix}.${one}`)))
	return each([...names, ...names.map((name) => `${name}-v6`)], forms)
}

const range = (from: number) =>
	each([`tcp.${from}`, `tcp.${from + 1}`, `udp.${from}`, `udp.${from + 1}`], answer)
const dns = each(
	['bridge', 'network', 'netns'].flatMap((place) => ['A', 'AAAA', 'TXT'].map((type) => `${place}.${type}`)),
	records,
)
const hairpin = each(['lan', 'gateway', 'netns'], answer)
const tcpAndUdp = ['tcp', 'udp']

/**
 * By check: the ways that it may ask, and the forms in which each may fail. Which of them a cell is asked follows from its
 * configuration. A way that is not here cannot be reported.
 */
const ways: Readonly<Record<CheckId, Ways>> = {
	'daemon.starts': { unit: down, api: [...down, 'wrong-answer'], rootless: ['missing'] },
	// `daemon-refused`: in other words than promised.
	'daemon.br-netfilter-error': { daemon: refusal },
	'daemon.br-netfilter-ignored': { daemon: down, warning: ['missing'] },
	'daemon.network-icc-option': { network: refusal, warning: ['missing'], 'other-network': refused },
	'kernel.facts': {},

	'bridge.same-network-v4': { neighbour: answer },
	'bridge.default-bridge': { neighbour: answer },
	'bridge.name-resolution': { neighbour: answer },
	'bridge.same-network-v6': { neighbour: [...answer, 'missing'] },
	'bridge.networks-isolated': protocols(absent, ['there', 'back']),
	'bridge.icc-blocked': protocols(absent, ['there', 'back']),
	'bridge.internal-no-egress': { neighbour: answer, ...protocols(absent, ['out', 'routed', 'in']) },
	'bridge.hairpin-proxy': hairpin,
	'bridge.hairpin-no-proxy': hairpin,
	'bridge.hairpin-self': hairpin,
	'bridge.nf-call-reset': { 'net.bridge.bridge-nf-call-iptables': ['wrong-value'] },

	'publish.any-v4': { loopback: answer },
	'publish.any-nic': each(['host', 'peer'], answer),
	'publish.any-v6': each(['host.loopback', 'host.lan', 'peer.lan'], answer),
	'publish.loopback-only-v4': { loopback: published },
	'publish.loopback-only-hidden': { 'peer.lan': absent },
	'publish.loopback-only-v6': { loopback: published },
	'publish.nic-address': { ...each(['host.lan', 'peer.lan'], published), 'host.loopback': absent },
	'publish.udp': each(['host.lan', 'peer.lan'], answer),
	'publish.udp-loopback': { loopback: answer },
	'publish.udp-v6': each(['host.loopback', 'peer.lan'], answer),
	'publish.range': range(8090),
	'publish.translated-range': range(8100),
	'publish.distinct-loopbacks': each(['127.0.0.2', '127.0.0.3'], published),
	'publish.privileged-port': { refusal, privileged: absent, lowered: published },
	'publish.conflict': { refusal, held: answer, after: published },
	'publish.rebind': { before: answer, after: published },
	'publish.sctp-error': { refusal, state: ['wrong-value'], traces: ['left-behind'] },
	'publish.no-proxy': each(['host.loopback', 'host.lan', 'peer.lan'], answer),

	'source.peer-address': { web: [...answer, 'wrong-address'] },
	'source.loopback-address': { web: [...answer, 'wrong-address'] },

	'egress.tcp': each(['bridge', 'network'], answer),
	'egress.udp': each(['bridge', 'network'], answer),
	'egress.tcp-v6': { bridge: answer },
	'egress.udp-v6': { bridge: answer },
	// `received`: not by the peer, so that somebody else answered.
	'egress.ping': { answered: ['lost', 'unreachable'], received: ['lost', 'answered'] },
	'egress.mtu': { 'udp.1472': datagram, 'tcp.out': transfer, 'tcp.in': transfer },
	'egress.udp-fragments': each(['udp.8972', 'udp.65000'], datagram),
	'egress.transfer': each(['out', 'in'], transfer),
	'ingress.transfer': each(['in', 'out'], transfer),

	'dns.udp': dns,
	'dns.tcp': dns,
	'dns.stub-resolver': each(['container', 'netns'], records),

	// Answers where host loopback is enabled, and nobody where it is not.
	'isolation.host-loopback': each(tcpAndUdp, answer),
	'isolation.host-network-container': protocols(absent, [''], tcpAndUdp),
	'isolation.netns-loopback': protocols(absent, ['host', 'peer'], tcpAndUdp),
	'isolation.container-address': protocols(absent, ['host', 'peer']),

	'build.network': each(['classic', 'buildkit'], ['wrong-answer', 'daemon-refused']),

	'daemon.stop-leaves-nothing': each(
		['process', 'listener', 'namespace', 'cgroup', 'mount', 'state'],
		['left-behind'],
	),
	'daemon.bridge-init-recovers': { start: down },
	'daemon.user-network-recovers': {
		create: refused,
		start: down,
		remove: refused,
		restart: down,
		'create-again': refused,
	},
	'daemon.restart-keeps-publish': { before: published, restart: down, after: answer },
}

/**
 * The container or network that a check stands on: the daemon refused it, or gave it no address. No check asks this way by
 * itself, and each may meet it.
 */
const daemon: readonly FormKind[] = ['daemon-refused', 'daemon-down', 'missing']

/** The ways of a check, with the forms in which each may fail. */
export const waysOf = (id: CheckId): Ways => ({ daemon, ...ways[id] })
