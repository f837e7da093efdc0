import { ports } from '../fixtures/publish/ports.ts'
import { lab } from '../vantage/lab.ts'
import { transferBothWays } from '../probes/transfer.ts'
import { defineChecks } from '../check/definition.ts'
import { always } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

export default defineChecks({
	order: 70,
	checks: [
		{
			id: 'ingress.transfer',
			vantage: ['peer', 'container'],
			contract:
				'10 MiB to a published port and 10 MiB from it arrive at the other side with the hash they were sent with',
			chinese: '经已发布端口发送和接收的各 10 MiB 数据，散列值在另一端一致',
			applies: always,
			coverage: over(['LAN → publication'], ['tcp']),
			ways: eachWay(['in', 'out'], forms.transfer),
			serial: 'it measures throughput',
			run: async ({ fixtures, peer }, record) => {
				const web = await fixtures.web()
				const target = { host: lab.lanAddress, port: ports.any }
				const transfer = await transferBothWays(peer, target, web.who)
				// As the one who publishes sees it: what the peer puts comes in.
				for (const [way, came] of Object.entries({ in: transfer.out, out: transfer.in })) {
					record.way(way, 'form' in came ? came : undefined)
					if (!('form' in came)) record.observe(way, came)
				}
			},
		},
	],
})
