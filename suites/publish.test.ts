import { formText } from '#results'
import { asksForPorts, carriesUdp } from './catalogue/index.ts'
import { type Recorder, check } from './support/check.ts'
import { serverPort } from './support/container.ts'
import { expectNoAnswer, mustBeAlive } from './support/expect-answer.ts'
import { lab } from './support/lab.ts'
import { CheckFailed, ControlFailed } from './support/outcome.ts'
import { ports, ranges } from './support/publish/ports.ts'
import { firstUnprivilegedPort, lowerUnprivilegedPorts } from './support/publish/privileged-ports.ts'
import { udpServer, waysToRange } from './support/publish/ranges.ts'
import { type PublishedServer, createPublishedServer } from './support/publish/server.ts'
import { type Single, single } from './support/publish/singly.ts'
import { publicationTraces } from './support/publish/traces.ts'
import { type Ways, askSettled, expectAnswers, settles } from './support/publish/ways.ts'
import { wrongRefusal } from './support/publish/refusal.ts'
import { unwrap } from './support/settled.ts'
import type { World } from './support/world.ts'
import { daemonRefused, inWords, notAbsent, wrongWith } from './support/wrong-with.ts'

const loopback = '127.0.0.1'
const udp = { who: udpServer, options: { protocol: 'udp' } } as const

check('publish.any-v4', async (world, record) => {
	const web = await world.fixtures.web()
	const way = { place: world.host, target: { host: loopback, port: ports.any }, who: web.who }
	await expectAnswers({ loopback: way }, record, settles(world, web))
})

check('publish.any-nic', async (world, record) => {
	const web = await world.fixtures.web()
	const way = { target: { host: lab.lanAddress, port: ports.any }, who: web.who }
	await expectAnswers(
		{ host: { place: world.host, ...way }, peer: { place: world.peer, ...way } },
		record,
		settles(world, web),
	)
})

check('publish.any-v6', async (world, record) => {
	const { host, peer } = world
	const web = await world.fixtures.web()
	const { who } = web
	const port = ports.any
	await expectAnswers(
		{
			'host.loopback': { place: host, target: { host: '::1', port }, who },
			'host.lan': { place: host, target: { host: lab.lanAddressV6, port }, who },
			'peer.lan': { place: peer, target: { host: lab.lanAddressV6, port }, who },
		},
		record,
		settles(world, web),
	)
})

check('publish.loopback-only-v4', (world, record) => mustAnswerSingly(world, 'loopback', record))

// Not proved by the port's answer on 127.0.0.1: that is publish.loopback-only-v4's, and may be known to be broken.
check('publish.loopback-only-hidden', async ({ fixtures, netns, peer, settling }, record) => {
	const local = await fixtures.singly('loopback')
	const inside = { host: await local.address(), port: serverPort }
	const control = await mustBeAlive(netns, inside, local.who)
	await settling.since(local.startedAt)
	const way = { place: peer, target: { host: lab.lanAddress, port: ports.loopback } }
	const { kind } = await expectNoAnswer(record, 'peer.lan', way, control)
	record.observe('outcome', kind)
	// A refusal or a close came from the VM, so the way to it is open; silence might mean that there is none.
	if (kind !== 'timeout' && kind !== 'unreachable') return
	const [web, target] = [await fixtures.web(), { host: lab.lanAddress, port: ports.any }]
	const other = await peer.ask(target)
	if (other.kind === 'timeout' || other.kind === 'unreachable')
		throw new ControlFailed(`the peer gets nothing from the VM, not from "${web.who}" either (${other.kind})`)
})

check('publish.loopback-only-v6', (world, record) => mustAnswerSingly(world, 'loopbackV6', record))

check('publish.nic-address', async (world, record) => {
	const { host, netns, peer, fixtures } = world
	const port = ports.nic
	const server = await published(fixtures.singly('nic'), record, ['host.lan', 'peer.lan'])
	if (server === undefined) return
	const lan = { target: { host: lab.lanAddress, port }, who: server.who }
	await expectAnswers(
		{ 'peer.lan': { place: peer, ...lan }, 'host.lan': { place: host, ...lan } },
		record,
		settles(world, server),
	)
	// Directly, since the published port may be known to be broken.
	const inside = { host: await server.address(), port: serverPort }
	const control = await mustBeAlive(netns, inside, server.who)
	const way = { place: host, target: { host: loopback, port } }
	record.observe('host.loopback', (await expectNoAnswer(record, 'host.loopback', way, control)).kind)
})

check('publish.udp', async (world, record) => {
	const server = await world.fixtures.ranges()
	const way = { target: { host: lab.lanAddress, port: ports.udp }, ...udp }
	await expectAnswers(
		{ 'host.lan': { place: world.host, ...way }, 'peer.lan': { place: world.peer, ...way } },
		record,
		settles(world, server),
	)
})

check('publish.udp-loopback', async (world, record) => {
	const server = await world.fixtures.ranges()
	const way = { place: world.host, target: { host: loopback, port: ports.udp }, ...udp }
	await expectAnswers({ loopback: way }, record, settles(world, server))
})

check('publish.udp-v6', async (world, record) => {
	const server = await world.fixtures.ranges()
	await expectAnswers(
		{
			'host.loopback': { place: world.host, target: { host: '::1', port: ports.udp }, ...udp },
			'peer.lan': { place: world.peer, target: { host: lab.lanAddressV6, port: ports.udp }, ...udp },
		},
		record,
		settles(world, server),
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
		await expectAnswers(ways, record, settles(world, server))
	})

check('publish.distinct-loopbacks', async (world, record) => {
	const port = ports.twice
	const place = world.host
	const two = await published(world.fixtures.singly('second'), record, ['127.0.0.2'])
	await using three = await publish(world, 'three', { hostIp: '127.0.0.3', hostPort: port })
	const started = await three.tryStart()
	const ways: Record<string, Ways[string]> = {}
	if (two) ways['127.0.0.2'] = { place, target: { host: '127.0.0.2', port }, who: two.who }
	if (started.kind === 'started')
		ways['127.0.0.3'] = { place, target: { host: '127.0.0.3', port }, who: three.who }
	else
		record.way('127.0.0.3', {
			form: daemonRefused(started.message),
			words: `the daemon refused to publish 127.0.0.3:${port}: ${started.message}`,
		})
	await expectAnswers(ways, record, settles(world, started.kind === 'started' ? three : (two ?? three)))
})

check('publish.privileged-port', async (world, record) => {
	const { facts, guest, host, settling, signal } = world
	const port = ports.privileged
	const first = await firstUnprivilegedPort(guest, signal)
	record.observe('ip_unprivileged_port_start', first)
	if (first <= port) throw new ControlFailed(`port ${port} is not privileged on this VM`)
	await using server = await publish(world, 'low', { hostPort: port })
	const outcome = await server.tryStart()
	record.observe('refusal', outcome.kind === 'refused' ? outcome.message : 'none')
	if (asksForPorts({ ...facts.cell, stack: facts.stack })) {
		const wrong = wrongRefusal(
			outcome,
			[/privileged port 81\b|permission denied/],
			`the privileged port ${port}`,
		)
		record.way('refusal', wrong)
	}
	// Who is told nothing has to have looked, and found that it may not.
	if (outcome.kind === 'started') await settling.since(server.startedAt)
	const target = { host: loopback, port }
	const before = await host.ask(target)
	record.observe('privileged', before.kind)
	const form = notAbsent(before)
	record.way(
		'privileged',
		form && { form, words: `port ${port} answered although it is privileged: ${inWords(before)}` },
	)
	await using _lowered = await lowerUnprivilegedPorts(guest, port, signal)
	const lowered = outcome.kind === 'refused' ? await server.tryStart() : outcome
	if (lowered.kind === 'refused')
		return record.way('lowered', {
			form: daemonRefused(lowered.message),
			words: `with the sysctl lowered the daemon refused port ${port}: ${lowered.message}`,
		})
	// From now on: pasta tries again only at its next look.
	const since = { startedAt: performance.now() }
	await expectAnswers({ lowered: { place: host, target, who: server.who } }, record, settles(world, since))
})

check('publish.conflict', async (world, record) => {
	const { second, held, after } = await contested(world)
	record.observe('refusal', second.kind === 'refused' ? second.message : 'none')
	const words = [/port is already allocated|address already in use/, new RegExp(String(ports.contested))]
	record.way('refusal', wrongRefusal(second, words, `port ${ports.contested} a second time`))
	record.way('held', unwrap(held))
	record.way('after', unwrap(after))
})

check('publish.rebind', async (world, record) => {
	const { before, after } = await contested(world)
	record.way('before', unwrap(before))
	record.way('after', unwrap(after))
})

check('publish.sctp-error', async (world, record) => {
	const web = await world.fixtures.web()
	await using server = await publish(world, 'stream', { hostPort: ports.sctp, protocol: 'sctp' })
	const outcome = await server.tryStart()
	record.observe('refusal', outcome.kind === 'refused' ? outcome.message : 'none')
	const left = await publicationTraces(world, ports.sctp)
	record.observe('traces', { ...left })
	record.way('refusal', wrongRefusal(outcome, [/sctp/i], 'an SCTP port'))
	// What was published is there, as it is to be.
	if (outcome.kind === 'started') return
	const state = await server.status()
	record.way(
		'state',
		state === 'running'
			? { form: { kind: 'wrong-value', found: state }, words: 'the refused container runs' }
			: undefined,
	)
	const what = [...left.rules, ...left.listeners, ...left.processes]
	if (what.length > 0) {
		const words = `the refused publication left behind: ${what.join('; ')}`
		return record.way('traces', {
			form: { kind: 'left-behind', what: what.map((one) => formText(one)) },
			words,
		})
	}
	// That nothing is found proves something only where a living publication is found.
	const control = await publicationTraces(world, ports.any)
	if (control.listeners.length === 0 && control.rules.length === 0)
		throw new ControlFailed(`the publication of "${web.who}" on ${ports.any} leaves no trace either`)
	record.way('traces')
})

check('publish.no-proxy', async (world, record) => {
	const { host, peer } = world
	const web = await world.fixtures.web()
	const lan = { target: { host: lab.lanAddress, port: ports.any }, who: web.who }
	await expectAnswers(
		{
			'host.loopback': { place: host, target: { host: loopback, port: ports.any }, who: web.who },
			'host.lan': { place: host, ...lan },
			'peer.lan': { place: peer, ...lan },
		},
		record,
		settles(world, web),
	)
})

/** Asks a fixture on the one address that it is published on. */
async function mustAnswerSingly(world: World, which: Single, record: Recorder): Promise<void> {
	const server = await published(world.fixtures.singly(which), record, ['loopback'])
	if (server === undefined) return
	const { hostIp: host, hostPort: port } = single[which]
	const way = { place: world.host, target: { host, port }, who: server.who }
	await expectAnswers({ loopback: way }, record, settles(world, server))
}

/** A server that the daemon is to publish. Its refusal is what became of these ways; then there is no server. */
async function published(
	server: Promise<PublishedServer>,
	record: Recorder,
	ways: readonly string[],
): Promise<PublishedServer | undefined> {
	try {
		return await server
	} catch (error) {
		const failed = error instanceof CheckFailed ? error.ways[0] : undefined
		if (failed === undefined || failed.ok || !(error instanceof CheckFailed)) throw error
		for (const way of ways) record.way(way, { form: failed.form, words: error.message })
		return undefined
	}
}

const contested = (world: World) =>
	world.fixtures.contest({
		signal: world.signal,
		async ask(server) {
			const target = { host: loopback, port: ports.contested }
			const way = { place: world.host, target, who: server.who }
			const { answer } = await askSettled(way, settles(world, server))
			const form = wrongWith(answer, server.who)
			const words = `host asked ${loopback}:${ports.contested}: expected "${server.who}" to answer, found: ${inWords(answer)}`
			return form && { form, words }
		},
	})

const publish = (
	{ facts, signal }: World,
	name: string,
	publication: Parameters<typeof createPublishedServer>[0]['publish'][number],
) => createPublishedServer({ image: facts.probeImage, name, publish: [publication], signal })

const carried = ({ facts }: World) =>
	carriesUdp({ ...facts.cell, stack: facts.stack }) === true ? (['tcp', 'udp'] as const) : (['tcp'] as const)
