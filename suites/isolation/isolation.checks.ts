import { describeAnswer } from '../probes/answer.ts'
import type { Recorder } from '../check/recorder.ts'
import { serverPort } from '../fixtures/container.ts'
import {
	type Protocol,
	allProtocols,
	expectAnswer,
	expectNoAnswer,
	mustBeAlive,
	mustReach,
	wayName,
} from '../probes/expect-answer.ts'
import { both } from '../fixtures/fixtures.ts'
import { type HostService, startHostService, startHostServices } from '../vantage/host-service.ts'
import { lab } from '../vantage/lab.ts'
import { ControlFailed } from '../check/outcome.ts'
import { routedThroughVm } from '../vantage/peer-route.ts'
import { type Target, type Vantage, netnsPrefix } from '../vantage/vantage.ts'
import { namespaceOf } from '#results/model'
import { inRange } from '#results/versions'
import { hostNetworkIsRootlessKits } from '../conditions/detached-netns.ts'
import { defineChecks } from '../check/definition.ts'
import { allOf, always, condition } from '../check/condition.ts'
import { bothFamilies, over, tcpUdpIcmp } from '../check/coverage.ts'
import { eachWay, forms, protocolWays } from '../check/forms.ts'

const onlySince26 = 'dockerd-rootless.sh can leave host loopback enabled only since 26.0 (moby #47352)'

const tcpAndUdp = ['tcp', 'udp'] as const satisfies readonly Protocol[]

export default defineChecks({
	order: 90,
	checks: [
		{
			id: 'isolation.host-loopback',
			vantage: ['container'],
			contract:
				"a service on the VM's 127.0.0.1 answers through the gateway of RootlessKit's namespace, over TCP and UDP, only when host loopback is not disabled; with lxc-user-nic never",
			chinese:
				'虚拟机 127.0.0.1 上的服务仅在未禁用主机回环时才可经 RootlessKit 网络命名空间的网关访问（TCP 和 UDP）；使用 lxc-user-nic 时始终不可访问',
			applies: condition(
				'always, but for host loopback enabled on Docker before 26.0',
				(cell) =>
					cell.daemonSettings.disableHostLoopback !== false ||
					inRange('program', cell.versions.dockerd ?? '', { before: '26.0.0' }) !== true ||
					onlySince26,
				[[onlySince26, 'dockerd-rootless.sh 自 26.0 起才能保持主机回环启用（moby #47352）']],
			),
			coverage: over(['container → VM'], tcpAndUdp),
			// Answers where host loopback is enabled, and nobody where it is not.
			ways: eachWay(tcpAndUdp, forms.answer),
			run: async ({ facts, fixtures, guest, host, signal }, record) => {
				const client = await fixtures.first()
				await using service = await startHostService({
					guest,
					host,
					signal,
					address: '127.0.0.1',
					port: 7010,
				})
				const { gateway, hostLoopback } = namespaceOf(facts.cell.axes)
				const target = { host: hostLoopback ?? gateway, port: 7010 }
				// RootlessKit is told to disable it unless the profile says otherwise.
				const enabled = hostLoopback !== undefined && facts.cell.daemonSettings.disableHostLoopback === false
				// A client that reaches nothing at all would prove nothing.
				if (!enabled) await mustBeAlive(client, lab.service, 'peer')
				const asked = tcpAndUdp.map(async (protocol) => {
					const way = { place: client, target, protocol, options: { protocol }, who: service.who }
					const answer = enabled
						? ((await expectAnswer(record, protocol, way)) ?? { kind: 'none' })
						: await expectNoAnswer(record, protocol, way, service.control)
					record.observe(protocol === 'tcp' ? 'outcome' : 'outcome.udp', answer.kind)
				})
				await Promise.all(asked)
			},
		},
		{
			id: 'isolation.host-network-container',
			vantage: ['container'],
			contract:
				"a container with --network host does not reach a service on the VM's 127.0.0.1 or ::1, over TCP or UDP, even after pasta has looked for new ports",
			chinese:
				'使用 --network host 的容器无法访问虚拟机 127.0.0.1 或 ::1 上的服务（TCP 或 UDP），在 pasta 检测到新端口之后也是如此',
			applies: allOf(
				condition(
					'host loopback is disabled, as by default',
					({ daemonSettings }) =>
						daemonSettings.disableHostLoopback !== false ||
						"host loopback is not disabled: nobody promises that the VM's 127.0.0.1 is out of reach",
				),
				hostNetworkIsRootlessKits,
			),
			coverage: over(['container → VM'], tcpAndUdp, bothFamilies),
			ways: protocolWays(forms.absent, [''], tcpAndUdp),
			run: async ({ containers, guest, host, gracePeriod, signal }, record) => {
				await using services = await startOnLoopbacks({ guest, host, signal, port: 7011 })
				await using client = await containers.hostNetworkClient()
				await mustBeAlive(client, lab.service, 'peer')
				// pasta looks for ports that are new on either side at once: sooner, a way could be about to open.
				await gracePeriod.since()
				await expectHidden(record, { '': client }, services)
			},
		},
		{
			id: 'isolation.netns-loopback',
			vantage: ['host', 'peer'],
			contract:
				"a service on 127.0.0.1 or ::1 in RootlessKit's namespace is not reachable from the VM's own loopback or from its LAN, over TCP or UDP, even after pasta has looked for new ports",
			chinese:
				'RootlessKit 网络命名空间内 127.0.0.1 或 ::1 上的服务，无法经虚拟机自身的回环地址或其 LAN 访问（TCP 或 UDP），在 pasta 检测到新端口之后也是如此',
			applies: always,
			coverage: over(['VM → netns', 'LAN → netns'], tcpAndUdp, bothFamilies),
			ways: protocolWays(forms.absent, ['host', 'peer'], tcpAndUdp),
			run: async (context, record) => {
				const { guest, host, netns, peer, gracePeriod, signal } = context
				const enter = await netnsPrefix(guest, signal)
				await using services = await startOnLoopbacks({ guest, host: netns, signal, port: 7012, enter })
				await mustBeAlive(host, lab.service, 'peer')
				await gracePeriod.since()
				const lan = services.map(({ target, ...service }) => ({
					...service,
					target: { ...target, host: target.host.includes(':') ? lab.lanAddressV6 : lab.lanAddress },
				}))
				await Promise.all([expectHidden(record, { host }, services), expectHidden(record, { peer }, lan)])
			},
		},
		{
			id: 'isolation.container-address',
			vantage: ['host', 'peer'],
			contract:
				"a container's own addresses, IPv4 and IPv6, lead nowhere over TCP, UDP and ICMP, from the VM and from a neighbour who routes them there",
			chinese:
				'从虚拟机，或从将其路由到那里的相邻主机，都无法经 TCP、UDP、ICMP 到达容器自身的 IPv4 和 IPv6 地址',
			applies: always,
			coverage: over(['VM → container', 'LAN → container'], tcpUdpIcmp, bothFamilies),
			ways: protocolWays(forms.absent, ['host', 'peer']),
			run: async (context, record) => {
				const { fixtures, guest, host, netns, peer, signal } = context
				const [first, sixth] = await both(fixtures.first, fixtures.sixth)
				const addresses = [first.address, sixth.addressV6].filter((address) => address !== '')
				const who = (address: string) => (address === first.address ? first.who : sixth.who)
				await mustBeAlive(host, lab.service, 'peer')
				// Nobody listens there, so only the VM itself can have refused: the way to it is open.
				const closed = await peer.ask({ host: lab.lanAddress, port: 7013 })
				if (closed.kind !== 'refused')
					throw new ControlFailed(
						`the peer knocked at a closed port of the VM, found: ${describeAnswer(closed)}`,
					)
				const targets = await Promise.all(
					addresses.flatMap((address) =>
						allProtocols.map(async (protocol) => {
							const target = { host: address, port: serverPort }
							return { target, protocol, control: await mustReach(netns, target, who(address), protocol) }
						}),
					),
				)
				const ask = (name: string, place: Vantage) =>
					targets.map(async ({ target, protocol, control }) => {
						const way = `${name}.${wayName(protocol, target.host)}`
						const { kind } = await expectNoAnswer(record, way, { place, target, protocol }, control)
						record.observe(protocol === 'tcp' && !target.host.includes(':') ? name : way, kind)
					})
				const fromHost = ask('host', host)
				await using _routes = await routedThroughVm(guest, addresses, signal)
				await Promise.all([...fromHost, ...ask('peer', peer)])
			},
		},
	],
})

interface OnLoopback {
	readonly target: Target
	readonly control: HostService['control']
}

type Request = Omit<Parameters<typeof startHostService>[0], 'address'>

/** A server on 127.0.0.1 and, where there is one, on ::1, shown to answer on each. Disposing of them stops it. */
async function startOnLoopbacks(request: Request): Promise<OnLoopback[] & AsyncDisposable> {
	const addresses = await loopbacksOf(request.host)
	const { controls, [Symbol.asyncDispose]: stop } = await startHostServices({ ...request, addresses })
	const services = addresses.map((host, at) => ({
		target: { host, port: request.port },
		control: controls[at]!,
	}))
	return Object.assign(services, { [Symbol.asyncDispose]: stop })
}

async function loopbacksOf(place: Vantage): Promise<string[]> {
	// A line an address: the last word is its link.
	const { code } = await place.run(['grep', '-q', ' lo$', '/proc/net/if_inet6'])
	return code === 0 ? ['127.0.0.1', '::1'] : ['127.0.0.1']
}

/** Nobody answers, over TCP and UDP, by any of the ways, which are named after their place. */
async function expectHidden(
	record: Recorder,
	place: Readonly<Record<string, Vantage>>,
	services: readonly OnLoopback[],
): Promise<void> {
	const asked = Object.entries(place).flatMap(([name, from]) =>
		services.flatMap(({ target, control }) =>
			tcpAndUdp.map(async (protocol) => {
				const way = [name, wayName(protocol, target.host)].filter((word) => word !== '').join('.')
				const answer = await expectNoAnswer(record, way, { place: from, target, protocol }, control)
				record.observe(way, answer.kind)
			}),
		),
	)
	await Promise.all(asked)
}
