import { carriesUdp } from '../conditions/publishing.ts'
import { viewOf } from '../check/cell-facts.ts'
import type { Recorder } from '../check/recorder.ts'
import { lab } from '../vantage/lab.ts'
import { type Range, ports, ranges } from '../fixtures/publish/ports.ts'
import { waysToRange } from '../fixtures/publish/ranges.ts'
import { type Ways, expectAnswers, settles } from '../probes/ways.ts'
import type { CheckContext } from '../check/check-context.ts'
import { daemonRefused } from '../probes/wrong-with.ts'
import { published } from './servers.ts'
import { defineChecks } from '../check/definition.ts'
import { always } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

const fromVm = ['VM → publication'] as const
const rangeWays = (from: number) =>
	eachWay([`tcp.${from}`, `tcp.${from + 1}`, `udp.${from}`, `udp.${from + 1}`], forms.answer)

export default defineChecks({
	order: 43,
	checks: [
		{
			id: 'publish.range',
			vantage: ['host'],
			contract:
				'each port of a published range answers on the LAN address with the same port of the container, over TCP and, where the stack carries it, UDP',
			chinese: '在 LAN 地址上，所发布端口范围内的每个端口都对应容器的同一端口（TCP；软件栈支持时也包括 UDP）',
			applies: always,
			coverage: over(fromVm, ['tcp', 'udp']),
			ways: rangeWays(8090),
			run: (context, record) => expectRange(context, record, ranges.same),
		},
		{
			id: 'publish.translated-range',
			vantage: ['host'],
			contract:
				'each port of a range published as another range answers on the LAN address with its own port of the container, over TCP and, where the stack carries it, UDP',
			chinese:
				'端口范围发布为另一范围时，在 LAN 地址上每个端口都对应容器的相应端口（TCP；软件栈支持时也包括 UDP）',
			applies: always,
			coverage: over(fromVm, ['tcp', 'udp']),
			ways: rangeWays(8100),
			run: (context, record) => expectRange(context, record, ranges.translated),
		},
		{
			id: 'publish.distinct-loopbacks',
			vantage: ['host'],
			contract:
				'two containers are published on one port of 127.0.0.2 and 127.0.0.3, and each answers on its own',
			chinese: '两个容器分别发布在 127.0.0.2 和 127.0.0.3 的同一端口上，各自应答',
			applies: always,
			coverage: over(fromVm, ['tcp']),
			ways: eachWay(['127.0.0.2', '127.0.0.3'], forms.published),
			run: async (context, record) => {
				const port = ports.twice
				const place = context.host
				const two = await published(context.fixtures.single('second'), record, ['127.0.0.2'])
				await using three = await context.containers.published('three', {
					hostIp: '127.0.0.3',
					hostPort: port,
				})
				const started = await three.tryStart()
				const ways: Record<string, Ways[string]> = {}
				if (two) ways['127.0.0.2'] = { place, target: { host: '127.0.0.2', port }, who: two.who }
				if (started.kind === 'started')
					ways['127.0.0.3'] = { place, target: { host: '127.0.0.3', port }, who: three.who }
				else
					record.way('127.0.0.3', {
						form: daemonRefused(started.message),
						words: `the daemon refused to publish 127.0.0.3:${port}: ${started.message}`,
					})
				await expectAnswers(
					ways,
					record,
					settles(context, started.kind === 'started' ? three : (two ?? three)),
				)
			},
		},
	],
})

/** On the LAN address: UDP through 127.0.0.1 is publish.udp-loopback's. */
async function expectRange(context: CheckContext, record: Recorder, range: Range): Promise<void> {
	const server = await context.fixtures.ranges()
	const ways = waysToRange(context.host, lab.lanAddress, range, carried(context))
	await expectAnswers(ways, record, settles(context, server))
}

const carried = ({ facts }: CheckContext) =>
	carriesUdp(viewOf(facts)) === true ? (['tcp', 'udp'] as const) : (['tcp'] as const)
