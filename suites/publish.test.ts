import { expect } from 'vitest'
import { asksForPorts, carriesUdp } from './catalogue/publishing.ts'
import { type Recorder, check } from './support/check.ts'
import { serverPort } from './support/container.ts'
import { mustBeAlive, mustNotAnswer } from './support/expect-answer.ts'
import { lab } from './support/lab.ts'
import { CheckFailed, ControlFailed } from './support/outcome.ts'
import { ports, ranges } from './support/publish/ports.ts'
import { firstUnprivilegedPort, lowerUnprivilegedPorts } from './support/publish/privileged-ports.ts'
import { udpServer, waysToRange } from './support/publish/ranges.ts'
import { createPublishedServer } from './support/publish/server.ts'
import { type Single, single } from './support/publish/singly.ts'
import { publicationTraces } from './support/publish/traces.ts'
import { mustAnswerByAll, settlingTime } from './support/publish/ways.ts'
import { unwrap } from './support/settled.ts'
import type { World } from './support/world.ts'

const loopback = '127.0.0.1'
const udp = { who: udpServer, options: { protocol: 'udp' } } as const

check('publish.any-v4', async (world, record) => {
	const web = await world.fixtures.web()
	const way = { place: world.host, target: { host: loopback, port: ports.any }, who: web.who }
	await mustAnswerByAll({ loopback: way }, record, settling(world, web))
})

check('publish.any-nic', async (world, record) => {
	const web = await world.fixtures.web()
	const way = { target: { host: lab.lanAddress, port: ports.any }, who: web.who }
	await mustAnswerByAll(
		{ host: { place: world.host, ...way }, peer: { place: world.peer, ...way } },
		record,
		settling(world, web),
	)
})

check('publish.any-v6', async (world, record) => {
	const { host, peer } = world
	const web = await world.fixtures.web()
	const { who } = web
	const port = ports.any
	await mustAnswerByAll(
		{
			'host.loopback': { place: host, target: { host: '::1', port }, who },
			'host.lan': { place: host, target: { host: lab.lanAddressV6, port }, who },
			'peer.lan': { place: peer, target: { host: lab.lanAddressV6, port }, who },
		},
		record,
		settling(world, web),
	)
})

check('publish.loopback-only-v4', (world, record) => mustAnswerSingly(world, 'loopback', record))

// Not proved by the port's answer on 127.0.0.1: that is publish.loopback-only-v4's, and may be known to be broken.
check('publish.loopback-only-hidden', async ({ fixtures, netns, peer }, record) => {
	const local = await fixtures.singly('loopback')
	const inside = { host: await local.address(), port: serverPort }
	const control = await mustBeAlive(netns, inside, local.who)
	const { kind } = await mustNotAnswer(peer, { host: lab.lanAddress, port: ports.loopback }, control)
	record.observe('outcome', kind)
	// A refusal or a close came from the VM, so the way to it is open; silence might mean that there is none.
	if (kind === 'refused' || kind === 'closed' || kind === 'reset') return
	const [web, target] = [await fixtures.web(), { host: lab.lanAddress, port: ports.any }]
	const other = await peer.ask(target)
	if (other.kind === 'timeout' || other.kind === 'unreachable')
		throw new ControlFailed(`the peer gets nothing from the VM, not from "${web.who}" either (${other.kind})`)
})

check('publish.loopback-only-v6', (world, record) => mustAnswerSingly(world, 'loopbackV6', record))

check('publish.nic-address', async (world, record) => {
	const { host, peer, fixtures } = world
	const port = ports.nic
	const server = await fixtures.singly('nic')
	const lan = { target: { host: lab.lanAddress, port }, who: server.who }
	await mustAnswerByAll(
		{ 'peer.lan': { place: peer, ...lan }, 'host.lan': { place: host, ...lan } },
		record,
		settling(world, server),
	)
	const control = await mustBeAlive(host, lan.target, server.who)
	record.observe('host.loopback', (await mustNotAnswer(host, { host: loopback, port }, control)).kind)
})

check('publish.udp', async (world, record) => {
	const server = await world.fixtures.ranges()
	const way = { target: { host: lab.lanAddress, port: ports.udp }, ...udp }
	await mustAnswerByAll(
		{ 'host.lan': { place: world.host, ...way }, 'peer.lan': { place: world.peer, ...way } },
		record,
		settling(world, server),
	)
})

check('publish.udp-loopback', async (world, record) => {
	const server = await world.fixtures.ranges()
	const way = { place: world.host, target: { host: loopback, port: ports.udp }, ...udp }
	await mustAnswerByAll({ loopback: way }, record, settling(world, server))
})

check('publish.udp-v6', async (world, record) => {
	const server = await world.fixtures.ranges()
	await mustAnswerByAll(
		{
			'host.loopback': { place: world.host, target: { host: '::1', port: ports.udp }, ...udp },
			'peer.lan': { place: world.peer, target: { host: lab.lanAddressV6, port: ports.udp }, ...udp },
		},
		record,
		settling(world, server),
	)
})

// On the LAN address: UDP through 127.0.0.1 is publish.udp-loopback's.
for (const [id, range] of [
	['publish.range', ranges.same],
	['publish.translated-range', ranges.translated],
] as const)
	check(id, async (world, record) => {
		const server = await world.fixtures.ranges()
		const ways = waysToRange(world.host, lab.lanAddress, range, carried(world))
		await mustAnswerByAll(ways, record, settling(world, server))
	})

check('publish.distinct-loopbacks', async (world, record) => {
	const port = ports.twice
	const two = await world.fixtures.singly('second')
	await using three = await publish(world, 'three', { hostIp: '127.0.0.3', hostPort: port })
	await three.start()
	await mustAnswerByAll(
		{
			'127.0.0.2': { place: world.host, target: { host: '127.0.0.2', port }, who: two.who },
			'127.0.0.3': { place: world.host, target: { host: '127.0.0.3', port }, who: three.who },
		},
		record,
		settling(world, three),
	)
})

check('publish.privileged-port', async (world, record) => {
	const { facts, guest, host, signal } = world
	const port = ports.privileged
	const first = await firstUnprivilegedPort(guest, signal)
	record.observe('ip_unprivileged_port_start', first)
	if (first <= port) throw new ControlFailed(`port ${port} is not privileged on this VM`)
	await using server = await publish(world, 'low', { hostPort: port })
	const refused = await server.tryStart()
	record.observe('refusal', refused.kind === 'refused' ? refused.message : 'none')
	const target = { host: loopback, port }
	const before = await host.ask(target)
	record.observe('privileged', before.kind)
	{
		await using _lowered = await lowerUnprivilegedPorts(guest, port, signal)
		if (refused.kind === 'refused') await server.start()
		// Counted from now on: pasta tries again only at its next look.
		await mustAnswerByAll(
			{ lowered: { place: host, target, who: server.who } },
			record,
			settling(world, { startedAt: performance.now() }),
		)
	}
	if (before.kind === 'answered') throw new CheckFailed(`Port ${port} answered although it is privileged`)
	if (!asksForPorts({ ...facts.cell, stack: facts.stack })) return
	// Last, since it may be known to be unclear, and what comes after it would not be asked.
	if (refused.kind === 'started')
		throw new CheckFailed(`The daemon published the privileged port ${port} without an error`)
	expect(refused.message, "the daemon's refusal").toMatch(/privileged port 81\b|permission denied/)
})

check('publish.conflict', async (world, record) => {
	const { refusal, held, after } = await contested(world)
	record.observe('refusal', refusal ?? 'none')
	if (refusal === undefined) throw new CheckFailed(`Two containers were published on port ${ports.contested}`)
	expect(refusal, "the daemon's refusal").toMatch(/port is already allocated|address already in use/)
	expect(refusal, "the daemon's refusal").toContain(String(ports.contested))
	for (const answers of [held, after]) unwrap(answers)
})

check('publish.rebind', async (world) => {
	const { before, after } = await contested(world)
	for (const answers of [before, after]) unwrap(answers)
})

check('publish.sctp-error', async (world, record) => {
	const web = await world.fixtures.web()
	await using server = await publish(world, 'stream', { hostPort: ports.sctp, protocol: 'sctp' })
	const refused = await server.tryStart()
	record.observe('refusal', refused.kind === 'refused' ? refused.message : 'none')
	const left = await publicationTraces(world, ports.sctp)
	record.observe('traces', { ...left })
	if (refused.kind === 'started') throw new CheckFailed('The daemon published an SCTP port without an error')
	expect(refused.message, "the daemon's refusal").toMatch(/sctp/i)
	expect(await server.status(), "the refused container's state").not.toBe('running')
	// That nothing is found proves something only where a living publication is found.
	const control = await publicationTraces(world, ports.any)
	if (control.listeners.length === 0 && control.rules.length === 0)
		throw new ControlFailed(`the publication of "${web.who}" on ${ports.any} leaves no trace either`)
	expect(left, 'what the refused publication left').toEqual({ rules: [], listeners: [], processes: [] })
})

check('publish.no-proxy', async (world, record) => {
	const { host, peer } = world
	const web = await world.fixtures.web()
	const lan = { target: { host: lab.lanAddress, port: ports.any }, who: web.who }
	await mustAnswerByAll(
		{
			'host.loopback': { place: host, target: { host: loopback, port: ports.any }, who: web.who },
			'host.lan': { place: host, ...lan },
			'peer.lan': { place: peer, ...lan },
		},
		record,
		settling(world, web),
	)
})

/** Asks a fixture on the one address that it is published on. */
async function mustAnswerSingly(world: World, which: Single, record: Recorder): Promise<void> {
	const server = await world.fixtures.singly(which)
	const { hostIp: host, hostPort: port } = single[which]
	const way = { place: world.host, target: { host, port }, who: server.who }
	await mustAnswerByAll({ loopback: way }, record, settling(world, server))
}

const contested = (world: World) =>
	world.fixtures.contest({
		signal: world.signal,
		async ask(server) {
			const target = { host: loopback, port: ports.contested }
			const way = { place: world.host, target, who: server.who }
			await mustAnswerByAll({ way }, nobody, settling(world, server))
		},
	})

/** What it says when it fails is enough. */
const nobody: Recorder = { observe: () => undefined }

const publish = (
	{ facts, signal }: World,
	name: string,
	publication: Parameters<typeof createPublishedServer>[0]['publish'][number],
) => createPublishedServer({ image: facts.probeImage, name, publish: [publication], signal })

const settling = ({ facts }: World, server: { readonly startedAt: number | undefined }): number =>
	settlingTime(facts.cell.axes, server.startedAt)

const carried = ({ facts }: World) =>
	carriesUdp({ ...facts.cell, stack: facts.stack }) === true ? (['tcp', 'udp'] as const) : (['tcp'] as const)
