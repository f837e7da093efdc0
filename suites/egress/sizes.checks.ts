import { exchangeDatagrams, noteDatagrams } from '../probes/datagrams.ts'
import { lab } from '../vantage/lab.ts'
import { linkMtus } from './link-mtus.ts'
import { transferBothWays } from '../probes/transfer.ts'
import { defineChecks } from '../check/definition.ts'
import { always, condition } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { eachWay, forms } from '../check/forms.ts'

const out = ['container → LAN'] as const
/** The largest that an Ethernet frame of 1500 bytes carries after the headers of IPv4 and UDP. */
const wholeFrame = 1472
/** Enough for many full-size segments each way. */
const someBlocks = 2 * 65_536

/** A jumbo frame's 9000 bytes less the headers, and nearly all that UDP can carry: some fragments, and many. */
const inFragments = [8972, 65_000] as const

export default defineChecks({
	order: 61,
	checks: [
		{
			id: 'egress.mtu',
			vantage: ['container'],
			contract:
				'128 KiB over TCP and a UDP datagram of 1472 bytes, a whole frame, reach the peer and come back whole',
			chinese: '经 TCP 的 128 KiB 数据和一个 1472 字节的 UDP 数据报（一个完整的帧）到达对端主机并完整返回',
			applies: condition(
				'the MTU is 1500 or more, where it is named',
				({ daemonSettings: { mtu } }) =>
					mtu === undefined ||
					mtu >= wholeFrame + 28 ||
					`with an MTU of ${mtu} a datagram of 1472 bytes is no whole frame`,
				[
					[
						/^with an MTU of (\d+) a datagram of 1472 bytes is no whole frame$/,
						'MTU 为 $1 时，1472 字节的数据报不是一个完整的帧',
					],
				],
			),
			coverage: over(out, ['tcp', 'udp']),
			ways: { 'udp.1472': forms.datagram, 'tcp.out': forms.transfer, 'tcp.in': forms.transfer },
			run: async ({ fixtures, netns }, record) => {
				const client = await fixtures.first()
				for (const [link, mtu] of Object.entries(await linkMtus(netns))) record.observe(`mtu.${link}`, mtu)
				noteDatagrams(record, await exchangeDatagrams(client, lab.service, [wholeFrame]), 'peer')
				const { out, in: into } = await transferBothWays(client, lab.service, 'peer', someBlocks)
				record.way('tcp.out', 'form' in out ? out : undefined)
				record.way('tcp.in', 'form' in into ? into : undefined)
			},
		},
		{
			id: 'egress.udp-fragments',
			vantage: ['container'],
			contract:
				'UDP datagrams of 8972 and 65000 bytes, sent as IP fragments, reach the peer and come back whole',
			chinese: '8972 和 65000 字节的 UDP 数据报以 IP 分片发送，到达对端主机并完整返回',
			applies: always,
			coverage: over(out, ['udp']),
			ways: eachWay(['udp.8972', 'udp.65000'], forms.datagram),
			run: async ({ fixtures }, record) => {
				noteDatagrams(
					record,
					await exchangeDatagrams(await fixtures.first(), lab.service, inFragments),
					'peer',
				)
			},
		},
		{
			id: 'egress.transfer',
			vantage: ['container'],
			contract: '10 MiB to the peer and 10 MiB from it arrive with the hash they were sent with',
			chinese: '向对端主机发送和从其接收的各 10 MiB 数据，散列值与发送时一致',
			applies: always,
			coverage: over(out, ['tcp']),
			ways: eachWay(['out', 'in'], forms.transfer),
			serial: 'it measures throughput',
			run: async ({ fixtures }, record) => {
				const transfer = await transferBothWays(await fixtures.first(), lab.service, 'peer')
				for (const way of ['out', 'in'] as const) {
					const came = transfer[way]
					record.way(way, 'form' in came ? came : undefined)
					if (!('form' in came)) record.observe(way, came)
				}
			},
		},
	],
})
