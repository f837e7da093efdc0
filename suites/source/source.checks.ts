import { namespaces } from '#results/model'
import { loopbackSource } from '../conditions/publishing.ts'
import { viewOf } from '../check/cell-facts.ts'
import type { Recorder } from '../check/recorder.ts'
import { noteAnswer } from '../probes/expect-answer.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { lab } from '../vantage/lab.ts'
import { askSettled, observeAnswer, settles } from '../probes/ways.ts'
import type { Vantage } from '../vantage/vantage.ts'
import type { CheckContext } from '../check/check-context.ts'
import { roleOf } from '../probes/wrong-with.ts'
import { defineChecks } from '../check/definition.ts'
import { always } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { forms } from '../check/forms.ts'

export default defineChecks({
	order: 50,
	checks: [
		{
			id: 'source.peer-address',
			vantage: ['peer', 'container'],
			contract: "the container sees the peer's address",
			chinese: '容器看到对端主机的真实地址',
			applies: always,
			coverage: over(['LAN → publication'], ['tcp']),
			ways: { web: [...forms.answer, 'wrong-address'] },
			run: (context, record) =>
				expectSource(context, record, {
					place: context.peer,
					host: lab.lanAddress,
					expected: () => lab.peerAddress,
				}),
		},
		{
			id: 'source.loopback-address',
			vantage: ['host', 'container'],
			contract:
				"through the VM's loopback the container sees its network's gateway; slirp's 10.0.2.2 with the slirp4netns port driver; 10.0.2.100 with pasta from 2024_10_30, RootlessKit before 2.3.2 and the userland proxy",
			chinese:
				'经虚拟机回环地址访问时，容器看到其网络的网关；端口驱动为 slirp4netns 时为 10.0.2.2；pasta 自 2024_10_30 起、RootlessKit 早于 2.3.2 且启用 userland proxy 时为 10.0.2.100',
			applies: always,
			coverage: over(['VM → publication'], ['tcp']),
			ways: { web: [...forms.answer, 'wrong-address'] },
			run: (context, record) =>
				expectSource(context, record, {
					place: context.host,
					host: '127.0.0.1',
					expected(gateway) {
						record.observe('gateway', gateway)
						const slirp = namespaces.slirp4netns.gateway
						const address = { gateway, slirp, namespace: namespaces.pasta.address }
						return address[loopbackSource(viewOf(context.facts))]
					},
				}),
		},
	],
})

interface SourceQuestion {
	readonly place: Vantage
	readonly host: string
	/** Of the gateway of the container's network. */
	readonly expected: (gateway: string) => string
}

/** Asks the fixture published on all addresses, which tells the address that it saw. */
async function expectSource(
	context: CheckContext,
	record: Recorder,
	{ place, host, expected }: SourceQuestion,
) {
	const web = await context.fixtures.web()
	const way = { place, target: { host, port: ports.any }, who: web.who }
	const { answer, times } = await askSettled(way, settles(context, web))
	observeAnswer(record, 'web', answer, times)
	const right = expected(web.gateway)
	if (answer.kind !== 'answered' || answer.who !== web.who || answer.peer === right)
		return void noteAnswer(record, 'web', way, answer)
	record.way('web', {
		form: { kind: 'wrong-address', found: roleOf(answer.peer, web) },
		words: `the address that the container saw: expected ${right}, found: ${answer.peer}`,
	})
}
