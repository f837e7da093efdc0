import { allOf, condition } from '../check/condition.ts'
import { asksForPorts, proxied } from '../conditions/publishing.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { anotherLanAddress } from '../vantage/lan-address.ts'
import { lab } from '../vantage/lab.ts'
import { type Ways, expectAnswers, settles } from '../probes/ways.ts'
import { daemonRefused } from '../probes/wrong-with.ts'
import { defineChecks } from '../check/definition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'
import { rule } from '../worlds/changes.ts'

const port = ports.lanTwice

export default defineChecks({
	order: 47,
	checks: [
		{
			id: 'publish.two-lan-addresses',
			vantage: ['peer'],
			contract:
				'two containers are published on one port of two LAN addresses of the VM, and each answers on its own',
			chinese: '两个容器分别发布在虚拟机两个 LAN 地址的同一端口上，各自应答',
			applies: allOf(
				proxied,
				condition(
					'not with the implicit port driver, which has no address of the VM to bind to',
					(cell) => asksForPorts(cell) || 'with the implicit port driver dockerd binds no address of the VM',
				),
			),
			coverage: over(['LAN → publication'], ['tcp']),
			ways: eachWay(['first', 'second'], forms.published),
			onDemand: 'it is new: what other drivers and versions make of it is not known yet',
			unproven: true,
			mutations: [
				{
					name: 'a port that two LAN addresses share is reset on the first of them',
					cell: 'builtin',
					changes: [
						rule(
							'host',
							`INPUT -d ${lab.lanAddress} -p tcp --dport ${port} -j REJECT --reject-with tcp-reset`,
						),
					],
					// The daemon refuses the second one in a whole world as well (moby #47812): the first one tells the two apart.
					red: { 'publish.two-lan-addresses': { first: 'refused', second: 'daemon-refused' } },
					green: ['publish.nic-address'],
					tells: ['lan-addresses-collide'],
				},
				{
					name: 'a port that two LAN addresses share is silent on the first of them',
					cell: 'builtin-26',
					changes: [rule('host', `INPUT -d ${lab.lanAddress} -p tcp --dport ${port} -j DROP`)],
					red: { 'publish.two-lan-addresses': { first: 'timeout', second: 'daemon-refused' } },
					green: ['publish.nic-address'],
					tells: ['lan-addresses-collide-proxy-ends'],
				},
			],
			run: async (context, record) => {
				const { guest, peer, signal } = context
				await using other = await anotherLanAddress(guest, signal)
				const ways: Record<string, Ways[string]> = {}
				await using first = await context.containers.published('first-nic', {
					hostIp: lab.lanAddress,
					hostPort: port,
				})
				await using second = await context.containers.published('second-nic', {
					hostIp: other.address,
					hostPort: port,
				})
				for (const [name, server, host] of [
					['first', first, lab.lanAddress],
					['second', second, other.address],
				] as const) {
					const started = await server.tryStart()
					if (started.kind === 'started')
						ways[name] = { place: peer, target: { host, port }, who: server.who }
					else
						record.way(name, {
							form: daemonRefused(started.message),
							words: `the daemon refused to publish ${host}:${port}: ${started.message}`,
						})
				}
				await expectAnswers(ways, record, settles(context, second))
			},
		},
	],
})
