import { proxied, v6ToV4Carried } from '../conditions/publishing.ts'
import { lab } from '../vantage/lab.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { expectAnswers, settles } from '../probes/ways.ts'
import { defineChecks } from '../check/definition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

const fromVm = ['VM → publication'] as const
const fromBoth = ['VM → publication', 'LAN → publication'] as const
const loopback = '127.0.0.1'

export default defineChecks({
	order: 40,
	checks: [
		{
			id: 'publish.any-v4',
			vantage: ['host'],
			contract: 'a port published on all addresses answers on 127.0.0.1',
			chinese: '发布在所有地址上的端口可经 127.0.0.1 访问',
			applies: proxied,
			coverage: over(fromVm, ['tcp']),
			ways: { loopback: forms.answer },
			run: async (context, record) => {
				const web = await context.fixtures.web()
				const way = { place: context.host, target: { host: loopback, port: ports.any }, who: web.who }
				await expectAnswers({ loopback: way }, record, settles(context, web))
			},
		},
		{
			id: 'publish.any-nic',
			vantage: ['host', 'peer'],
			contract: "a port published on all addresses answers on the VM's LAN address",
			chinese: '发布在所有地址上的端口可经虚拟机的 LAN 地址访问',
			applies: proxied,
			coverage: over(fromBoth, ['tcp']),
			ways: eachWay(['host', 'peer'], forms.answer),
			run: async (context, record) => {
				const web = await context.fixtures.web()
				const way = { target: { host: lab.lanAddress, port: ports.any }, who: web.who }
				await expectAnswers(
					{ host: { place: context.host, ...way }, peer: { place: context.peer, ...way } },
					record,
					settles(context, web),
				)
			},
		},
		{
			id: 'publish.any-v6',
			vantage: ['host', 'peer'],
			contract: "a port published on all addresses answers on [::1] and on the VM's IPv6 LAN address",
			chinese: '发布在所有地址上的端口可经 [::1] 和虚拟机的 IPv6 LAN 地址访问',
			applies: v6ToV4Carried,
			coverage: over(fromBoth, ['tcp'], ['v6']),
			ways: eachWay(['host.loopback', 'host.lan', 'peer.lan'], forms.answer),
			run: async (context, record) => {
				const { host, peer } = context
				const web = await context.fixtures.web()
				const { who } = web
				const port = ports.any
				await expectAnswers(
					{
						'host.loopback': { place: host, target: { host: '::1', port }, who },
						'host.lan': { place: host, target: { host: lab.lanAddressV6, port }, who },
						'peer.lan': { place: peer, target: { host: lab.lanAddressV6, port }, who },
					},
					record,
					settles(context, web),
				)
			},
		},
	],
})
