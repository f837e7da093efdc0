import { check } from './support/check.ts'
import { ports } from './support/publish/ports.ts'
import { lab } from './support/lab.ts'
import { transferBothWays } from './support/transfer.ts'

check(
	'ingress.transfer',
	async ({ fixtures, peer }, record) => {
		const web = await fixtures.web()
		const target = { host: lab.lanAddress, port: ports.any }
		const transfer = await transferBothWays(peer, target, web.who)
		// As the one who publishes sees it: what the peer puts comes in.
		for (const [way, came] of Object.entries({ in: transfer.out, out: transfer.in })) {
			record.way(way, 'form' in came ? came : undefined)
			if (!('form' in came)) record.observe(way, came)
		}
	},
	{ alone: 'it measures throughput' },
)
