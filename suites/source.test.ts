import { loopbackSource } from './catalogue/index.ts'
import { check } from './support/check.ts'
import type { Recorder } from './support/check.ts'
import { noteAnswer } from './support/expect-answer.ts'
import { ports } from './support/publish/ports.ts'
import { lab, netns } from './support/lab.ts'
import { askSettled, observeAnswer, settles } from './support/publish/ways.ts'
import type { Vantage } from './support/vantage.ts'
import type { World } from './support/world.ts'
import { roleOf } from './support/wrong-with.ts'

check('source.peer-address', (world, record) =>
	expectSource(world, record, {
		...{ place: world.peer, host: lab.lanAddress },
		expected: () => lab.peerAddress,
	}),
)

check('source.loopback-address', (world, record) =>
	expectSource(world, record, {
		...{ place: world.host, host: '127.0.0.1' },
		expected(gateway) {
			record.observe('gateway', gateway)
			const address = { gateway, slirp: netns.hostGateway, namespace: netns.address }
			return address[loopbackSource({ ...world.facts.cell, stack: world.facts.stack })]
		},
	}),
)

interface SourceQuestion {
	readonly place: Vantage
	readonly host: string
	/** Of the gateway of the container's network. */
	readonly expected: (gateway: string) => string
}

/** Asks the fixture published on all addresses, which tells the address that it saw. */
async function expectSource(world: World, record: Recorder, { place, host, expected }: SourceQuestion) {
	const web = await world.fixtures.web()
	const way = { place, target: { host, port: ports.any }, who: web.who }
	const { answer, times } = await askSettled(way, settles(world, web))
	observeAnswer(record, 'web', answer, times)
	const right = expected(web.gateway)
	if (answer.kind !== 'answered' || answer.who !== web.who || answer.peer === right)
		return void noteAnswer(record, 'web', way, answer)
	record.way('web', {
		form: { kind: 'wrong-address', found: roleOf(answer.peer, web) },
		words: `the address that the container saw: expected ${right}, found: ${answer.peer}`,
	})
}
