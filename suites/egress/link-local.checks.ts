import { expectAnswer } from '../probes/expect-answer.ts'
import { startPeerService } from '../vantage/peer-service.ts'
import { defineChecks } from '../check/definition.ts'
import { always } from '../check/condition.ts'
import { over } from '../check/coverage.ts'
import { forms } from '../check/forms.ts'
import { rule } from '../worlds/changes.ts'

/** Where clouds have their instance metadata. */
const target = { host: '169.254.169.254', port: 80 } as const

export default defineChecks({
	order: 62,
	checks: [
		{
			id: 'egress.link-local-service',
			vantage: ['container'],
			contract:
				'a service on 169.254.169.254 that answers to the VM, as the instance metadata of a cloud, answers to a container',
			chinese: '169.254.169.254 上对虚拟机应答的服务（如云的实例元数据）也对容器应答',
			applies: always,
			coverage: over(['container → LAN'], ['tcp']),
			ways: { bridge: forms.answer },
			onDemand: 'it is new: what other drivers and versions make of it is not known yet',
			unproven: true,
			mutations: [
				{
					name: 'the namespace drops what is for link-local addresses',
					cell: 'builtin',
					changes: [rule('netns', 'FORWARD -d 169.254.0.0/16 -j DROP')],
					red: { 'egress.link-local-service': { bridge: 'timeout' } },
					green: ['egress.tcp'],
				},
			],
			run: async ({ fixtures, guest, host, signal }, record) => {
				const client = await fixtures.first()
				await using service = await startPeerService({
					guest,
					host,
					signal,
					address: target.host,
					port: target.port,
				})
				await expectAnswer(record, 'bridge', { place: client, target, who: service.who })
			},
		},
	],
})
