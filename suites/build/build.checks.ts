import { namespaceOf, namespaces } from '#results/model'
import { startHostService } from '../vantage/host-service.ts'
import { lab } from '../vantage/lab.ts'
import { relay, rule } from '../worlds/changes.ts'
import { type Builder, builders, foundInBuild, reachPeerInBuild } from './builders.ts'
import { defineChecks } from '../check/definition.ts'
import { allOf, condition } from '../check/condition.ts'
import { buildsHaveNetwork } from '../conditions/default-bridge.ts'
import { over } from '../check/coverage.ts'
import { eachWay } from '../check/forms.ts'

const loopbackPort = 7015

export default defineChecks({
	order: 100,
	checks: [
		{
			id: 'build.network',
			vantage: ['container'],
			contract:
				'a RUN step reaches the peer by its name and over TCP, with the classic builder and with BuildKit',
			chinese: 'RUN 步骤可按名称并经 TCP 到达对端主机，经典构建器和 BuildKit 都是如此',
			applies: buildsHaveNetwork,
			coverage: over(['container → LAN'], ['tcp']),
			ways: eachWay(['classic', 'buildkit'], ['wrong-answer', 'daemon-refused']),
			run: async ({ facts, signal }, record) => {
				// Both are parts of dockerd: its version is theirs.
				if (facts.stack.dockerd !== undefined) record.observe('dockerd', facts.stack.dockerd)
				for (const builder of Object.keys(builders) as Builder[]) {
					const reached = await reachPeerInBuild(facts.probeImage, builder, signal)
					if ('source' in reached) record.observe(`source.${builder}`, reached.source)
					record.way(builder, 'source' in reached ? undefined : reached)
				}
			},
		},
		{
			id: 'isolation.build-host-loopback',
			vantage: ['container'],
			contract:
				'a RUN step does not reach a service on the VM’s 127.0.0.1 over TCP, neither on its own 127.0.0.1 nor through the gateway of RootlessKit’s namespace, with the classic builder and with BuildKit',
			chinese:
				'RUN 步骤无法经 TCP 访问虚拟机 127.0.0.1 上的服务，既不能经其自身的 127.0.0.1，也不能经 RootlessKit 网络命名空间的网关，经典构建器和 BuildKit 都是如此',
			applies: allOf(
				buildsHaveNetwork,
				condition(
					'host loopback is disabled, as by default',
					({ daemonSettings }) =>
						daemonSettings.disableHostLoopback !== false ||
						"host loopback is not disabled: nobody promises that the VM's 127.0.0.1 is out of reach",
				),
			),
			coverage: over(['container → VM'], ['tcp']),
			ways: eachWay(['classic', 'buildkit'], ['answered']),
			onDemand: 'it is new: what other drivers and versions make of it is not known yet',
			unproven: true,
			mutations: [
				{
					name: 'the namespace’s gateway leads RUN steps to the VM’s loopback',
					cell: 'builtin',
					changes: [
						relay(
							'loopback',
							`TCP-LISTEN:${loopbackPort},bind=${lab.lanAddress}`,
							`TCP:127.0.0.1:${loopbackPort}`,
						),
						rule(
							'netns',
							`-t nat PREROUTING -d ${namespaces.slirp4netns.gateway} -p tcp -j DNAT --to-destination ${lab.lanAddress}`,
						),
					],
					red: { 'isolation.build-host-loopback': { classic: 'answered', buildkit: 'answered' } },
					green: ['build.network', 'isolation.host-network-container'],
				},
			],
			run: async ({ facts, guest, host, signal }, record) => {
				const [address, port] = ['127.0.0.1', loopbackPort]
				await using service = await startHostService({ guest, host, signal, address, port })
				const { gateway, hostLoopback = gateway } = namespaceOf(facts.cell.axes)
				const targets = [
					{ host: address, port },
					{ host: hostLoopback, port },
				]
				for (const builder of Object.keys(builders) as Builder[]) {
					const found = await foundInBuild(facts.probeImage, builder, { who: service.who, targets, signal })
					record.way(
						builder,
						found && {
							form: { kind: 'answered', by: service.who },
							words: `a RUN step (${builder}) asked ${found.host}:${port}, and the service on the VM’s ${address} answered`,
						},
					)
				}
			},
		},
	],
})
