import { udpCarried, v6ToV4Carried } from '../conditions/publishing.ts'
import { lab } from '../vantage/lab.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { udpServer } from '../fixtures/publish/ranges.ts'
import { expectAnswers, settles } from '../probes/ways.ts'
import { defineChecks } from '../check/definition.ts'
import { allOf } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

const fromBoth = ['VM → publication', 'LAN → publication'] as const
const loopback = '127.0.0.1'
const udp = { who: udpServer, options: { protocol: 'udp' } } as const

export default defineChecks({
	order: 42,
	checks: [
		{
			id: 'publish.udp',
			vantage: ['host', 'peer'],
			contract: 'a UDP port published on all addresses answers on the LAN address',
			chinese: '发布在所有地址上的 UDP 端口可经 LAN 地址访问',
			applies: udpCarried,
			coverage: over(fromBoth, ['udp']),
			ways: eachWay(['host.lan', 'peer.lan'], forms.answer),
			run: async (context, record) => {
				const server = await context.fixtures.ranges()
				const way = { target: { host: lab.lanAddress, port: ports.udp }, ...udp }
				await expectAnswers(
					{ 'host.lan': { place: context.host, ...way }, 'peer.lan': { place: context.peer, ...way } },
					record,
					settles(context, server),
				)
			},
		},
		{
			id: 'publish.udp-loopback',
			vantage: ['host'],
			contract: 'a UDP port published on all addresses answers on 127.0.0.1',
			chinese: '发布在所有地址上的 UDP 端口可经 127.0.0.1 访问',
			applies: udpCarried,
			coverage: over(['VM → publication'], ['udp']),
			ways: { loopback: forms.answer },
			run: async (context, record) => {
				const server = await context.fixtures.ranges()
				const way = { place: context.host, target: { host: loopback, port: ports.udp }, ...udp }
				await expectAnswers({ loopback: way }, record, settles(context, server))
			},
		},
		{
			id: 'publish.udp-v6',
			vantage: ['host', 'peer'],
			contract: 'a UDP port published on all addresses answers on [::1] and on the IPv6 LAN address',
			chinese: '发布在所有地址上的 UDP 端口可经 [::1] 和 IPv6 LAN 地址访问',
			applies: allOf(v6ToV4Carried, udpCarried),
			coverage: over(fromBoth, ['udp'], ['v6']),
			ways: eachWay(['host.loopback', 'peer.lan'], forms.answer),
			run: async (context, record) => {
				const server = await context.fixtures.ranges()
				await expectAnswers(
					{
						'host.loopback': { place: context.host, target: { host: '::1', port: ports.udp }, ...udp },
						'peer.lan': { place: context.peer, target: { host: lab.lanAddressV6, port: ports.udp }, ...udp },
					},
					record,
					settles(context, server),
				)
			},
		},
	],
})
