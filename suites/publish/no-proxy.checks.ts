import { proxyOn } from '../conditions/publishing.ts'
import { lab } from '../vantage/lab.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { expectAnswers, settles } from '../probes/ways.ts'
import { defineChecks } from '../check/definition.ts'
import { condition } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

const loopback = '127.0.0.1'

export default defineChecks({
	order: 45,
	checks: [
		{
			id: 'publish.no-proxy',
			vantage: ['host', 'peer'],
			contract:
				'with userland-proxy=false a port published on all addresses answers on 127.0.0.1 and the LAN address',
			chinese: 'userland-proxy=false 时，发布在所有地址上的端口可经 127.0.0.1 和 LAN 地址访问',
			applies: condition(
				'the userland proxy is off',
				(cell) => !proxyOn(cell) || 'the userland proxy is on: see publish.any-v4 and publish.any-nic',
			),
			coverage: over(['VM → publication', 'LAN → publication'], ['tcp']),
			ways: eachWay(['host.loopback', 'host.lan', 'peer.lan'], forms.answer),
			run: async (context, record) => {
				const { host, peer } = context
				const web = await context.fixtures.web()
				const lan = { target: { host: lab.lanAddress, port: ports.any }, who: web.who }
				await expectAnswers(
					{
						'host.loopback': { place: host, target: { host: loopback, port: ports.any }, who: web.who },
						'host.lan': { place: host, ...lan },
						'peer.lan': { place: peer, ...lan },
					},
					record,
					settles(context, web),
				)
			},
		},
	],
})
