import { proxied } from '../conditions/publishing.ts'
import { serverPort } from '../fixtures/container.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { mustBeAlive, noteAnswer } from '../probes/expect-answer.ts'
import { lab } from '../vantage/lab.ts'
import type { Target, Vantage } from '../vantage/vantage.ts'
import { askSettled, settles } from '../probes/ways.ts'
import { wrongWith } from '../probes/wrong-with.ts'
import { defineChecks } from '../check/definition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'
import { rule } from '../worlds/changes.ts'

/** Of several questions the quickest counts: another program's turn on the processor makes the others slower. */
const questions = 4
/**
 * Milliseconds. RootlessKit 3's builtin driver waits a second before it falls back (rootlesskit #577), and so does TCP
 * before it sends again what was lost.
 */
const late = 900

export default defineChecks({
	order: 48,
	checks: [
		{
			id: 'publish.first-byte',
			vantage: ['host', 'peer', 'netns'],
			contract:
				'the first answer of a published port comes less than 0.9 s later than that of the container’s own address',
			chinese: '已发布端口的首次应答，比容器自身地址的应答晚不到 0.9 秒',
			applies: proxied,
			coverage: over(['VM → publication', 'LAN → publication'], ['tcp']),
			ways: eachWay(['host', 'peer'], [...forms.answer, 'wrong-value']),
			serial: 'it measures time',
			onDemand: 'it is new: what other drivers and versions make of it is not known yet',
			unproven: true,
			mutations: [
				{
					name: 'each connection to a published port from the LAN needs a second attempt',
					cell: 'builtin',
					changes: [
						rule(
							'host',
							'INPUT -i lan0 -p tcp --syn --dport 8080 -m statistic --mode nth --every 2 --packet 0 -j DROP',
						),
					],
					red: { 'publish.first-byte': { peer: 'wrong-value' } },
					green: ['publish.any-nic', 'publish.any-v4'],
				},
			],
			run: async (context, record) => {
				const { fixtures, host, netns, peer } = context
				const web = await fixtures.web()
				const { who } = web
				const own = { host: web.address, port: serverPort }
				await mustBeAlive(netns, own, who)
				const published = {
					host: { place: host, target: { host: '127.0.0.1', port: ports.any }, who },
					peer: { place: peer, target: { host: lab.lanAddress, port: ports.any }, who },
				}
				for (const [name, way] of Object.entries(published)) {
					const { answer } = await askSettled(way, settles(context, web))
					const wrong = wrongWith(answer, who)
					if (wrong !== undefined) {
						noteAnswer(record, name, way, answer)
						continue
					}
					let [direct, through] = [Infinity, Infinity]
					// Once more before it is said: one slow moment is the machine's.
					for (let round = 0; round < 2; round++) {
						direct = Math.min(direct, await quickest(netns, own))
						through = Math.min(through, await quickest(way.place, way.target))
						if (through - direct < late) break
					}
					record.observe(`${name}.ms`, { direct, published: through })
					const words = `${name} waited ${through} ms for the first answer of ${way.target.host}:${way.target.port}, and the container’s own address answers within ${direct} ms`
					record.way(
						name,
						through - direct >= late ? { form: { kind: 'wrong-value', found: 'late' }, words } : undefined,
					)
				}
			},
		},
	],
})

/** Milliseconds; silence takes its whole time. */
async function quickest(place: Vantage, target: Target): Promise<number> {
	const times: number[] = []
	for (let asked = 0; asked < questions; asked++) times.push((await place.ask(target)).ms)
	return Math.round(Math.min(...times))
}
