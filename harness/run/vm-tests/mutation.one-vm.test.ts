import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestCell, type TestCell } from './open-test-cell.ts'

/** One way to break the world, and what must notice. */
interface Mutation {
	readonly name: string
	/** Whose network the commands are about. */
	readonly where: 'host' | 'peer' | 'netns'
	readonly breaks: string
	readonly mends: string
	/** The checks that must turn red, and no other of those that are asked. */
	readonly red: readonly string[]
	/** Asked as well, and must not. */
	readonly green: readonly string[]
}

const mutations: readonly Mutation[] = [
	{
		name: 'the peer is dropped',
		where: 'peer',
		breaks: 'ip link set lan0 down',
		mends: 'ip link set lan0 up',
		red: ['egress.tcp', 'dns.udp', 'publish.any-nic'],
		green: ['bridge.same-network-v4', 'publish.any-v4'],
	},
	{
		name: 'everything is forwarded before Docker’s own chains are asked',
		where: 'netns',
		breaks: 'iptables -I DOCKER-USER -j ACCEPT',
		mends: 'iptables -D DOCKER-USER -j ACCEPT',
		red: ['bridge.networks-isolated', 'bridge.icc-blocked'],
		green: ['bridge.same-network-v4', 'egress.tcp'],
	},
	{
		name: 'the DOCKER chain is gone round, so that only the userland proxy is left',
		where: 'netns',
		breaks: 'iptables -t nat -I PREROUTING -j ACCEPT',
		mends: 'iptables -t nat -D PREROUTING -j ACCEPT',
		red: ['source.peer-address'],
		green: ['publish.any-nic', 'egress.tcp'],
	},
	{
		name: 'the bridge no longer shows its traffic to iptables',
		where: 'netns',
		breaks: 'echo 0 >/proc/sys/net/bridge/bridge-nf-call-iptables',
		mends: 'echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables',
		red: ['bridge.icc-blocked'],
		green: ['bridge.networks-isolated', 'bridge.same-network-v4'],
	},
	{
		name: 'the DNS server answers with another host’s address',
		where: 'peer',
		breaks: 'iptables -t nat -A PREROUTING -p udp --dport 53 -j REDIRECT --to-ports 5300',
		mends: 'iptables -t nat -F PREROUTING',
		red: ['dns.udp'],
		green: ['egress.tcp'],
	},
	{
		name: 'what is larger than 1000 bytes disappears on the lab network',
		where: 'peer',
		breaks: 'iptables -A INPUT -m length --length 1000: -j DROP',
		mends: 'iptables -D INPUT -m length --length 1000: -j DROP',
		red: ['egress.mtu'],
		green: ['egress.tcp', 'dns.udp'],
	},
	{
		name: 'the way to the VM’s loopback stands open',
		where: 'netns',
		breaks: 'iptables -t nat -I PREROUTING -d 10.0.2.2 -p tcp -j DNAT --to-destination 203.0.113.10:7000',
		mends: 'iptables -t nat -D PREROUTING -d 10.0.2.2 -p tcp -j DNAT --to-destination 203.0.113.10:7000',
		red: ['isolation.host-loopback'],
		green: ['egress.tcp'],
	},
]

const inPlace: Record<Mutation['where'], (script: string) => string> = {
	host: (script) => script,
	peer: (script) => `ip netns exec peer sh -c '${script}'`,
	netns: (script) =>
		`nsenter -U -m -n -t "$(cat /run/user/1000/dockerd-rootless/child_pid)" sh -c '${script}'`,
}

let cell: TestCell
let asUsual: Awaited<ReturnType<TestCell['ask']>>

async function change({ where }: Mutation, script: string): Promise<void> {
	const signal = AbortSignal.timeout(60_000)
	await cell.guest.check(['sh', '-ec', inPlace[where](script)], { signal })
}

beforeAll(async () => {
	cell = await openTestCell({}, { icc: false })
	const asked = new Set(mutations.flatMap(({ red, green }) => [...red, ...green]))
	asUsual = await cell.ask([...asked])
})
afterAll(async () => cell?.[Symbol.asyncDispose]())

test('in a whole world all of them pass', () => {
	for (const [id, { outcome, message }] of Object.entries(asUsual))
		expect(outcome, `${id}: ${message}`).toBe('pass')
})

describe('when', () => {
	test.each(mutations)('$name, the right checks turn red and the others do not', async (mutation) => {
		const { red, green, breaks, mends } = mutation
		await change(mutation, breaks)
		const answers = await cell.ask([...red, ...green]).finally(() => change(mutation, mends))
		const outcomes = Object.fromEntries(Object.entries(answers).map(([id, { outcome }]) => [id, outcome]))
		const wanted = [...red.map((id) => [id, 'fail']), ...green.map((id) => [id, 'pass'])]
		expect(outcomes, JSON.stringify(answers, null, '\t')).toEqual(Object.fromEntries(wanted))
	})
})
