import { both } from '../fixtures/fixtures.ts'
import { expectHairpin } from './hairpin.ts'
import { defineChecks } from '../check/definition.ts'
import { always, condition } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

const coverage = over(['container → publication'], ['tcp'])
const ways = eachWay(['lan', 'gateway', 'netns'], forms.answer)

export default defineChecks({
	order: 32,
	checks: [
		{
			id: 'bridge.hairpin-proxy',
			vantage: ['container'],
			contract:
				"a neighbour's published port answers on the VM's LAN address, and where the driver is implicit on the network's gateway too",
			chinese: '相邻容器的已发布端口可经虚拟机的 LAN 地址访问；端口驱动为 implicit 时，也可经网络的网关访问',
			applies: condition(
				'the userland proxy is on',
				({ daemonSettings }) =>
					daemonSettings.userlandProxy !== false || 'the userland proxy is off: see bridge.hairpin-no-proxy',
			),
			coverage: coverage,
			ways: ways,
			run: async (context, record) => {
				const [web, neighbour] = await both(context.fixtures.web, context.fixtures.neighbour)
				await expectHairpin(neighbour, web, context, record)
			},
		},
		{
			id: 'bridge.hairpin-no-proxy',
			vantage: ['container'],
			contract:
				"with userland-proxy=false a neighbour's published port answers on the network's gateway and on RootlessKit's address",
			chinese: 'userland-proxy=false 时，相邻容器的已发布端口可经网络的网关和 RootlessKit 的地址访问',
			applies: condition(
				'userland-proxy=false',
				({ daemonSettings }) =>
					daemonSettings.userlandProxy === false || 'the userland proxy is on: see bridge.hairpin-proxy',
			),
			coverage: coverage,
			ways: ways,
			run: async (context, record) => {
				const [web, neighbour] = await both(context.fixtures.web, context.fixtures.neighbour)
				await expectHairpin(neighbour, web, context, record)
			},
		},
		{
			id: 'bridge.hairpin-self',
			vantage: ['container'],
			contract: "a container's own published port answers to it wherever it is to answer to a neighbour",
			chinese: '凡相邻容器应能访问之处，容器也能访问自己的已发布端口',
			applies: always,
			coverage: coverage,
			ways: ways,
			run: async (context, record) => {
				const web = await context.fixtures.web()
				await expectHairpin(web, web, context, record)
			},
		},
	],
})
