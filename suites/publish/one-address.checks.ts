import { asksForPorts, v6ToV4Carried } from '../conditions/publishing.ts'
import type { Recorder } from '../check/recorder.ts'
import { serverPort } from '../fixtures/container.ts'
import { expectNoAnswer, mustBeAlive } from '../probes/expect-answer.ts'
import { lab } from '../vantage/lab.ts'
import { ControlFailed } from '../check/outcome.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { type Single, single } from '../fixtures/publish/single.ts'
import { expectAnswers, settles } from '../probes/ways.ts'
import type { CheckContext } from '../check/check-context.ts'
import { published } from './servers.ts'
import { defineChecks } from '../check/definition.ts'
import { always, condition } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

const fromVm = ['VM → publication'] as const
const loopback = '127.0.0.1'

export default defineChecks({
	order: 41,
	checks: [
		{
			id: 'publish.loopback-only-v4',
			vantage: ['host'],
			contract: 'a port published on 127.0.0.1 answers there',
			chinese: '发布在 127.0.0.1 上的端口可在该地址访问',
			applies: always,
			coverage: over(fromVm, ['tcp']),
			ways: { loopback: forms.published },
			run: (context, record) => mustAnswerOnOneAddress(context, 'loopback', record),
		},
		// Not proved by the port's answer on 127.0.0.1: that is publish.loopback-only-v4's, and may be known to be broken.
		{
			id: 'publish.loopback-only-hidden',
			vantage: ['peer'],
			contract:
				'a port published on 127.0.0.1 does not answer the peer on the LAN address, even after pasta has looked for new ports',
			chinese: '发布在 127.0.0.1 上的端口无法由对端主机经 LAN 地址访问，在 pasta 检测到新端口之后也是如此',
			applies: always,
			coverage: over(['LAN → publication'], ['tcp']),
			ways: { 'peer.lan': forms.absent },
			run: async ({ fixtures, netns, peer, gracePeriod }, record) => {
				const local = await fixtures.single('loopback')
				const inside = { host: await local.address(), port: serverPort }
				const control = await mustBeAlive(netns, inside, local.who)
				await gracePeriod.since(local.startedAt)
				const way = { place: peer, target: { host: lab.lanAddress, port: ports.loopback } }
				const { kind } = await expectNoAnswer(record, 'peer.lan', way, control)
				record.observe('outcome', kind)
				// A refusal or a close came from the VM, so the way to it is open; silence might mean that there is none.
				if (kind !== 'timeout' && kind !== 'unreachable') return
				const [web, target] = [await fixtures.web(), { host: lab.lanAddress, port: ports.any }]
				const other = await peer.ask(target)
				if (other.kind === 'timeout' || other.kind === 'unreachable')
					throw new ControlFailed(
						`the peer gets nothing from the VM, not from "${web.who}" either (${other.kind})`,
					)
			},
		},
		{
			id: 'publish.loopback-only-v6',
			vantage: ['host'],
			contract: 'a port published on [::1] answers there',
			chinese: '发布在 [::1] 上的端口可在该地址访问',
			applies: v6ToV4Carried,
			coverage: over(fromVm, ['tcp'], ['v6']),
			ways: { loopback: forms.published },
			run: (context, record) => mustAnswerOnOneAddress(context, 'loopbackV6', record),
		},
		{
			id: 'publish.nic-address',
			vantage: ['host', 'peer'],
			contract: "a port published on the VM's LAN address answers there, and not on 127.0.0.1",
			chinese: '发布在虚拟机 LAN 地址上的端口可在该地址访问，而不能经 127.0.0.1 访问',
			applies: condition(
				'not with the implicit port driver, which has no address of the VM to bind to',
				(cell) =>
					asksForPorts(cell) ||
					"with the implicit port driver dockerd binds ports in RootlessKit's namespace only, which has no address of the VM",
			),
			coverage: over(['VM → publication', 'LAN → publication'], ['tcp']),
			ways: { ...eachWay(['host.lan', 'peer.lan'], forms.published), 'host.loopback': forms.absent },
			run: async (context, record) => {
				const { host, netns, peer, fixtures } = context
				const port = ports.nic
				const server = await published(fixtures.single('nic'), record, ['host.lan', 'peer.lan'])
				if (server === undefined) return
				const lan = { target: { host: lab.lanAddress, port }, who: server.who }
				await expectAnswers(
					{ 'peer.lan': { place: peer, ...lan }, 'host.lan': { place: host, ...lan } },
					record,
					settles(context, server),
				)
				// Directly, since the published port may be known to be broken.
				const inside = { host: await server.address(), port: serverPort }
				const control = await mustBeAlive(netns, inside, server.who)
				const way = { place: host, target: { host: loopback, port } }
				record.observe('host.loopback', (await expectNoAnswer(record, 'host.loopback', way, control)).kind)
			},
		},
	],
})

/** Asks a fixture on the one address that it is published on. */
async function mustAnswerOnOneAddress(context: CheckContext, which: Single, record: Recorder): Promise<void> {
	const server = await published(context.fixtures.single(which), record, ['loopback'])
	if (server === undefined) return
	const { hostIp: host, hostPort: port } = single[which]
	const way = { place: context.host, target: { host, port }, who: server.who }
	await expectAnswers({ loopback: way }, record, settles(context, server))
}
