import { ports } from '../fixtures/publish/ports.ts'
import { lab } from '../vantage/lab.ts'
import { lossyLan } from '../vantage/lossy-lan.ts'
import { transferBothWays } from '../probes/transfer.ts'
import { ControlFailed } from '../check/outcome.ts'
import type { CheckContext } from '../check/check-context.ts'
import type { Recorder } from '../check/recorder.ts'
import { defineChecks } from '../check/definition.ts'
import { always } from '../check/condition.ts'
import { proxied } from '../conditions/publishing.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'
import type { Target, Vantage } from '../vantage/vantage.ts'
import { rule } from '../worlds/changes.ts'

const onDemand = 'it takes up to a minute, and slows down whoever else uses the LAN meanwhile'
const serial = 'it loses packets of the whole LAN'
const long = '-m connbytes --connbytes 2097152: --connbytes-dir original --connbytes-mode bytes'

export default defineChecks({
	order: 71,
	checks: [
		{
			id: 'egress.transfer-with-loss',
			vantage: ['container'],
			contract:
				'10 MiB to the peer and 10 MiB from it arrive whole although the LAN loses every twenty-fifth packet, in either direction',
			chinese: 'LAN 在任一方向每 25 个数据包丢失一个时，向对端主机发送和从其接收的各 10 MiB 数据仍完整到达',
			applies: always,
			coverage: over(['container → LAN'], ['tcp']),
			ways: eachWay(['out', 'in'], forms.transfer),
			serial,
			onDemand,
			mutations: [
				{
					name: 'a lossy connection to the peer goes silent after two mebibytes',
					cell: 'builtin',
					changes: [rule('peer', `INPUT -p tcp --dport 7000 ${long} -j DROP`)],
					red: { 'egress.transfer-with-loss': 'fail' },
					green: ['egress.tcp'],
				},
			],
			run: async (context, record) => {
				const { out, in: into } = await transferWithLoss(
					context,
					{ place: await context.fixtures.first(), target: lab.service, who: 'peer' },
					record,
				)
				note(record, { out, in: into })
			},
		},
		{
			id: 'ingress.transfer-with-loss',
			vantage: ['peer', 'container'],
			contract:
				'10 MiB to a published port and 10 MiB from it arrive whole although the LAN loses every twenty-fifth packet, in either direction',
			chinese: 'LAN 在任一方向每 25 个数据包丢失一个时，经已发布端口发送和接收的各 10 MiB 数据仍完整到达',
			applies: proxied,
			coverage: over(['LAN → publication'], ['tcp']),
			ways: eachWay(['in', 'out'], forms.transfer),
			serial,
			onDemand,
			mutations: [
				{
					name: 'a lossy connection to a published port goes silent after two mebibytes',
					cell: 'builtin',
					changes: [rule('host', `INPUT -i lan0 -p tcp --dport 8080 ${long} -j DROP`)],
					red: { 'ingress.transfer-with-loss': 'fail' },
					green: ['publish.any-nic'],
				},
			],
			run: async (context, record) => {
				const { who } = await context.fixtures.web()
				const target = { host: lab.lanAddress, port: ports.any }
				const { out, in: into } = await transferWithLoss(
					context,
					{ place: context.peer, target, who },
					record,
				)
				// As the one who publishes sees it: what the peer puts comes in.
				note(record, { in: out, out: into })
			},
		},
	],
})

type Both = Awaited<ReturnType<typeof transferBothWays>>

async function transferWithLoss(
	{ guest, signal }: CheckContext,
	{ place, target, who }: { readonly place: Vantage; readonly target: Target; readonly who: string },
	record: Recorder,
): Promise<Both> {
	await using lan = await lossyLan(guest, signal)
	const transfer = await transferBothWays(place, target, who)
	const lost = await lan.lost()
	record.observe('packetsLost', lost)
	if (lost.toVm === 0 || lost.toPeer === 0)
		throw new ControlFailed(
			`the LAN was to lose packets, and lost ${lost.toVm} to the VM and ${lost.toPeer} to the peer`,
		)
	return transfer
}

function note(record: Recorder, transfer: Both): void {
	for (const way of ['out', 'in'] as const) {
		const came = transfer[way]
		record.way(way, 'form' in came ? came : undefined)
		if (!('form' in came)) record.observe(way, came)
	}
}
