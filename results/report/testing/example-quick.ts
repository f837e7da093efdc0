import { cellRun, checked, exampleCell, runEnded, runStarted, stamped, waysOf } from '../../testing/index.ts'
import type { NewEvent, Observations, RunEvent, Stack, WayOutcome } from '../../schema/index.ts'

const icc = { icc: false }
const slirp = { network: 'slirp4netns', portDriver: 'builtin' } as const

/** The preset quick's six cells, (a) to (f), for reports to be tried on. */
export const quickCells = {
	a: exampleCell('a00000000000', 'k6.12-loaded-docker26.1-slirp4netns-builtin-default', slirp),
	b: exampleCell('b00000000000', 'k6.12-loaded-docker26.1-pasta2023_03_09-implicit-default', {
		network: 'pasta@2023_03_09',
	}),
	c: exampleCell('c00000000000', 'k6.12-loaded-docker26.1-pasta2025_05_03-implicit-default'),
	d: exampleCell(
		'd00000000000',
		'k6.12-loaded-docker26.1-slirp4netns-builtin-icc-off',
		{ ...slirp, daemon: 'icc-off' },
		icc,
	),
	e: exampleCell(
		'e00000000000',
		'k6.12-absent-docker26.1-slirp4netns-builtin-icc-off',
		{ ...slirp, daemon: 'icc-off', brNetfilter: 'absent' },
		icc,
	),
	f: exampleCell(
		'f00000000000',
		'k6.12-absent-docker28.5-slirp4netns-builtin-icc-off-ignored',
		{ ...slirp, daemon: 'icc-off-ignored', brNetfilter: 'absent', docker: 'debian:28.5' },
		{ ...icc, ignoreBrNetfilterError: '1' },
	),
}

export const issueTwoChecks = [
	'daemon.starts',
	'daemon.br-netfilter-error',
	'daemon.br-netfilter-ignored',
	'bridge.same-network-v4',
	'bridge.default-bridge',
	'bridge.name-resolution',
	'bridge.networks-isolated',
	'bridge.icc-blocked',
	'bridge.hairpin-proxy',
	'publish.any-v4',
	'publish.any-nic',
	'publish.loopback-only-v4',
	'publish.loopback-only-hidden',
	'source.peer-address',
	'egress.tcp',
	'dns.udp',
	'isolation.host-loopback',
	'kernel.facts',
] as const

type Cell = (typeof quickCells)[keyof typeof quickCells]
type Check = (typeof issueTwoChecks)[number]
type Outcome =
	| { readonly outcome: 'fail' | 'skipped' | 'error'; readonly message: string; readonly ways?: WayOutcome[] }
	| { readonly outcome: 'pass'; readonly observations: Observations }
type Outcomes = { readonly [check in Check]?: Outcome }

const meaningless = (message: string) => ({ outcome: 'skipped', message }) as const
const withoutRefusal: Outcomes = {
	'daemon.br-netfilter-error': meaningless('nothing in this configuration needs br_netfilter'),
	'daemon.br-netfilter-ignored': meaningless('nothing in this configuration needs br_netfilter'),
	'bridge.icc-blocked': meaningless('icc is on: neighbours on the default bridge may talk'),
}
const withheld: Outcome = {
	outcome: 'pass',
	observations: {
		host: { release: '6.12.107+deb13-cloud-amd64', 'module.br_netfilter': 'absent' },
		options: { BRIDGE: 'm', BRIDGE_NETFILTER: 'm' },
	},
}
const gateway = {
	outcome: 'fail',
	message: 'the container saw 172.17.0.1, the peer is 198.51.100.1',
	ways: waysOf({ web: { kind: 'wrong-address', found: 'bridge-gateway' } }),
} as const
const refused = meaningless('the daemon refused to start, as it should here')

function ran(cell: Cell, outcomes: Outcomes, stack: Partial<Stack> = {}): NewEvent[] {
	const slirp = cell.axes.network === 'slirp4netns'
	const checks = issueTwoChecks.flatMap((check) => checked(cell.id, check, outcomes[check]))
	const events = cellRun(cell.id, checks, stack)
	return slirp
		? events.map((event) => {
				if (event.type !== 'stack.reported') return event
				const { passt: _, ...rest } = event.stack
				return { ...event, stack: { ...rest, slirp4netns: '1.2.1' } }
			})
		: events
}

/** A whole run of quick as it should come out; `more` happens before its end, `replaced` in place of (a). */
export function quickRun({ replaced }: { replaced?: NewEvent[] } = {}): RunEvent[] {
	const { a, b, c, d, e, f } = quickCells
	const everythingRefused = Object.fromEntries(
		issueTwoChecks
			.filter((check) => check !== 'daemon.br-netfilter-error' && check !== 'kernel.facts')
			.map((check) => [check, refused]),
	)
	return stamped([
		runStarted(a, b, c, d, e, f),
		...(replaced ?? ran(a, { ...withoutRefusal, 'source.peer-address': gateway })),
		...ran(b, withoutRefusal, { passt: '2023_03_09.7c7625d' }),
		...ran(c, {
			...withoutRefusal,
			'publish.loopback-only-v4': {
				outcome: 'fail',
				message: 'connection reset by peer',
				ways: waysOf({ loopback: { kind: 'reset' } }),
			},
		}),
		...ran(d, {
			'daemon.br-netfilter-error': meaningless('br_netfilter is loaded'),
			'daemon.br-netfilter-ignored': meaningless('br_netfilter is loaded'),
			'bridge.default-bridge': meaningless('icc=false shuts the default bridge: see bridge.icc-blocked'),
			'source.peer-address': gateway,
		}),
		...ran(e, everythingRefused),
		...ran(
			f,
			{
				'daemon.br-netfilter-error': meaningless(
					'this configuration is to start without br_netfilter: see daemon.br-netfilter-ignored',
				),
				'bridge.default-bridge': meaningless('icc=false shuts the default bridge: see bridge.icc-blocked'),
				'bridge.icc-blocked': {
					outcome: 'fail',
					message: 'a neighbour answered with the nonce',
					ways: waysOf({
						'there.tcp': { kind: 'answered', by: 'second' },
						'back.tcp': { kind: 'answered', by: 'first' },
					}),
				},
				'source.peer-address': gateway,
				'kernel.facts': withheld,
			},
			{ dockerd: '28.5.2+dfsg4', containerd: '2.1.5~ds1', runc: '1.3.3+ds1' },
		),
		runEnded,
	])
}
