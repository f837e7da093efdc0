import { hasDefaultBridge } from '../conditions/default-bridge.ts'
import { hostHasIpv6 } from '../conditions/host-ipv6.ts'
import { serverPort as port } from '../fixtures/container.ts'
import { expectAnswer } from '../probes/expect-answer.ts'
import { both } from '../fixtures/fixtures.ts'
import { defineChecks } from '../check/definition.ts'
import { allOf, always, condition } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { forms } from '../check/forms.ts'

const neighbours = ['container → container'] as const

export default defineChecks({
	order: 30,
	checks: [
		{
			id: 'bridge.same-network-v4',
			vantage: ['container'],
			contract: 'a neighbour on a user-defined network answers over TCP by its address',
			chinese: '用户自定义网络中的相邻容器可经 TCP 按地址访问',
			applies: always,
			coverage: over(neighbours, ['tcp']),
			ways: { neighbour: forms.answer },
			run: async ({ fixtures }, record) => {
				const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
				const target = { host: web.address, port }
				await expectAnswer(record, 'neighbour', { place: neighbour, target, who: web.who })
			},
		},
		{
			id: 'bridge.default-bridge',
			vantage: ['container'],
			contract: 'a neighbour on the default bridge answers over TCP by its address',
			chinese: '默认网桥上的相邻容器可经 TCP 按地址访问',
			applies: allOf(
				hasDefaultBridge,
				condition(
					'icc is on',
					({ daemonSettings }) =>
						daemonSettings.icc !== false || 'icc=false shuts the default bridge: see bridge.icc-blocked',
				),
			),
			coverage: over(neighbours, ['tcp']),
			ways: { neighbour: forms.answer },
			run: async ({ fixtures }, record) => {
				const [first, second] = await both(fixtures.first, fixtures.second)
				const target = { host: second.address, port }
				await expectAnswer(record, 'neighbour', { place: first, target, who: second.who })
			},
		},
		{
			id: 'bridge.name-resolution',
			vantage: ['container'],
			contract:
				'a neighbour on a user-defined network answers over TCP by its name, which Docker’s own DNS server alone knows',
			chinese: '用户自定义网络中的相邻容器可经 TCP 按名称访问，该名称只有 Docker 自己的 DNS 服务器知道',
			applies: always,
			coverage: over(neighbours, ['tcp']),
			ways: { neighbour: forms.answer },
			run: async ({ fixtures }, record) => {
				const [web, neighbour] = await both(fixtures.web, fixtures.neighbour)
				const target = { host: web.dnsName, port }
				await expectAnswer(record, 'neighbour', { place: neighbour, target, who: web.who })
			},
		},
		{
			id: 'bridge.same-network-v6',
			vantage: ['container'],
			contract:
				'a neighbour on a user-defined network with an IPv6 subnet answers over TCP by its IPv6 address',
			chinese: '带 IPv6 子网的用户自定义网络中的相邻容器可经 TCP 按 IPv6 地址访问',
			applies: hostHasIpv6,
			coverage: over(neighbours, ['tcp'], ['v6']),
			ways: { neighbour: [...forms.answer, 'missing'] },
			run: async ({ fixtures }, record) => {
				const [sixth, seventh] = await both(fixtures.sixth, fixtures.seventh)
				const target = { host: sixth.addressV6, port }
				if (target.host !== '')
					await expectAnswer(record, 'neighbour', { place: seventh, target, who: sixth.who })
				else
					record.way('neighbour', {
						form: { kind: 'missing', what: 'IPv6 address' },
						words: 'the container has no IPv6 address on its network',
					})
			},
		},
	],
})
