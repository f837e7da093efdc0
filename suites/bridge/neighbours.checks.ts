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
