import { check } from './support/check.ts'
import { ports } from './support/publish/ports.ts'
import { lab } from './support/lab.ts'
import { mustTransfer } from './support/transfer.ts'

check(
	'ingress.transfer',
	async ({ fixtures, peer }, record) => {
		const web = await fixtures.web()
		const target = { host: lab.lanAddress, port: ports.any }
		const transfer = await mustTransfer(peer, target, web.who)
		// As the one who publishes sees it: what the peer puts comes in.
		record.observe('in', transfer.out)
		record.observe('out', transfer.in)
	},
	{ alone: 'it measures throughput' },
)
