import { getContainerRuntimeClient } from 'testcontainers'
import type { Guest } from '#vm'
import { type ProbeContainer, refusable, startServer } from './container.ts'
import { startNetworkWith } from './network-with.ts'
import { CheckFailed } from './outcome.ts'
import { type Vantage, output } from './vantage.ts'

/** A container that has nothing but an internal network, and a neighbour there. */
export interface InnerContainer extends ProbeContainer {
	readonly neighbour: { readonly who: string; readonly address: string }
	/**
	 * Gives it the route that an internal network does not, until it is disposed of: what keeps its packets in then is
	 * not that it knows no way. `netns` is RootlessKit's, whose root may do so.
	 */
	routeOut(netns: Vantage): Promise<AsyncDisposable>
}

const missing = (message: string, what: string): CheckFailed =>
	new CheckFailed(message, [{ way: 'daemon', ok: false, form: { kind: 'missing', what } }])

/** @throws CheckFailed when the daemon refuses. */
export async function startInner(
	of: { readonly image: string; readonly guest: Guest },
	neighbour: () => Promise<ProbeContainer>,
): Promise<InnerContainer> {
	const { dockerode } = (await getContainerRuntimeClient()).container
	const network = await startNetworkWith('rm-internal', { internal: true })
	const [inner, other] = await Promise.all([
		startServer({ ...of, name: 'inner', network }),
		// Nothing changes for it on its first network: an internal one is nobody's default route.
		neighbour().then(async (container) => {
			const connect = () => dockerode.getNetwork(network.getName()).connect({ Container: container.id })
			await refusable(`connect "${container.who}" to the internal network`, connect)
			return container
		}),
	])
	const { IPAM } = await dockerode.getNetwork(network.getName()).inspect()
	const gateway = IPAM?.Config?.[0]?.['Gateway']?.replace(/\/.*$/, '')
	if (!gateway) throw missing('The internal network has no gateway address', 'gateway address')
	const { NetworkSettings } = await dockerode.getContainer(other.id).inspect()
	const address = NetworkSettings.Networks[network.getName()]?.IPAddress
	if (!address) throw missing(`"${other.who}" has no address on the internal network`, 'IPv4 address')
	return {
		...inner,
		neighbour: { who: other.who, address },
		async routeOut(netns) {
			const { State } = await dockerode.getContainer(inner.id).inspect()
			const route = (verb: string) =>
				output(netns, [
					...['nsenter', '--net', '--target', String(State.Pid), '--'],
					...['ip', 'route', verb, 'default', 'via', gateway],
				])
			await route('add')
			return {
				[Symbol.asyncDispose]: async () => {
					await route('del')
				},
			}
		},
	}
}
