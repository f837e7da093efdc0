import { randomBytes } from 'node:crypto'
import type { Guest } from '#vm'
import type { StartedNetwork } from 'testcontainers'
import { GenericContainer, Network, Wait, getContainerRuntimeClient } from 'testcontainers'
import { machineTrouble } from './machine-trouble.ts'
import { CheckFailed } from './outcome.ts'
import { fixtureLabel, standingContainer } from './standing.ts'
import { type Vantage, containerVantage, imageProbe } from './vantage.ts'
import { daemonRefused } from './wrong-with.ts'

/** Marks what the suites made, for the evidence and for the clean-up. */
export const suiteLabel = 'rootless-matrix.suite'
/** The port that every probe server listens on inside its container. */
export const serverPort = 80

interface Publication {
	/** Empty: all addresses. */
	readonly hostIp: string
	readonly hostPort: number
}

/** A network of the daemon, as testcontainers or `startNetworkWith` hands it out. */
export type NetworkName = Pick<StartedNetwork, 'getName'>

export interface ServerRequest {
	readonly image: string
	/** The VM, to ask from the container; it outlives the check. */
	readonly guest: Guest
	/** What it answers with, and the start of its container's name. */
	readonly name: string
	/** Without it: the default bridge. */
	readonly network?: NetworkName | undefined
	readonly publish?: readonly Publication[] | undefined
	/** Shared by the checks of a cell: when one of that name stands already, it is taken. */
	readonly fixture?: boolean
}

/** A container that runs a probe server and is a place to ask from. */
export interface ProbeContainer extends Vantage {
	/** The daemon's. */
	readonly id: string
	/** On the clock of performance.now(): when its server listened. */
	readonly startedAt: number
	/** What its server answers with. */
	readonly who: string
	/** The name that neighbours on a user-defined network find it by. */
	readonly dnsName: string
	readonly address: string
	/** Empty where its network has no IPv6. */
	readonly addressV6: string
	/** The address of its network in RootlessKit's namespace. */
	readonly gateway: string
}

/**
 * testcontainers' withExposedPorts can say no host address, and its network aliases attach the container to the
 * default bridge as well: so ports are set here and names are container names.
 */
class ProbeServer extends GenericContainer {
	withPublications(publications: readonly Publication[]): this {
		const port = `${serverPort}/tcp`
		this.createOpts.ExposedPorts = { [port]: {} }
		this.hostConfig.PortBindings = {
			[port]: publications.map(({ hostIp, hostPort }) => ({ HostIp: hostIp, HostPort: String(hostPort) })),
		}
		return this
	}
}

export const uniqueName = (name: string): string => `${name}-${randomBytes(3).toString('hex')}`

/** @throws CheckFailed when the daemon refuses, which is the product's doing. */
export async function startServer(request: ServerRequest): Promise<ProbeContainer> {
	const { name, network, fixture = false } = request
	const id = (fixture && (await standingContainer(name))) || (await startNew(request))
	const startedAt = performance.now()
	const { container: api } = await getContainerRuntimeClient()
	const { Name, NetworkSettings, State } = await api.inspect(api.getById(id))
	const dnsName = Name.replace(/^\//, '')
	const endpoint = NetworkSettings.Networks[network?.getName() ?? 'bridge']
	if (!endpoint?.IPAddress)
		throw new CheckFailed(`The container "${dnsName}" has no address on its network`, [
			{ way: 'daemon', ok: false, form: { kind: 'missing', what: 'IPv4 address' } },
		])
	return {
		...containerVantage(name, State.Pid, request.guest),
		id,
		startedAt,
		who: name,
		dnsName,
		address: endpoint.IPAddress,
		addressV6: endpoint.GlobalIPv6Address,
		gateway: endpoint.Gateway,
	}
}

/** Resolves to its id when its server listens. */
async function startNew(request: ServerRequest): Promise<string> {
	const { name } = request
	// testcontainers leaves one behind that did not start, so each try has a name of its own.
	const started = await refusable(`start a container for "${name}"`, () =>
		startedInTime(() => newServer(request).start()),
	)
	return started.getId()
}

function newServer({ image, name, network, publish, fixture }: ServerRequest): ProbeServer {
	const server = new ProbeServer(image)
		.withName(uniqueName(name))
		.withLabels({ [suiteLabel]: name, ...(fixture ? { [fixtureLabel]: name } : {}) })
		.withCommand([`${imageProbe}/serve`, name, String(serverPort)])
		.withWaitStrategy(Wait.forLogMessage(/listening on/))
		.withStartupTimeout(60_000)
	if (network) server.withNetworkMode(network.getName())
	if (publish) server.withPublications(publish)
	return server
}

/** @throws CheckFailed when the daemon refuses. */
export function startNetwork(name: string): Promise<StartedNetwork> {
	return refusable(`create the network "${name}"`, () =>
		new Network({ nextUuid: () => uniqueName(name) }).start(),
	)
}

/** The failure of a check whose container or network the daemon refused: its only way then. */
export function refusedBy({ message }: Error, what: string): CheckFailed {
	const form = daemonRefused(message)
	return new CheckFailed(`The daemon refused to ${what}: ${message}`, [{ way: 'daemon', ok: false, form }])
}

/** An answer of the daemon that says no is a finding; no answer at all is a broken harness. */
export async function refusable<T>(what: string, work: () => Promise<T>): Promise<T> {
	try {
		return await work()
	} catch (error) {
		if (isRefusal(error))
			// Without the cause, which says the same: vitest rewrites it, and a fixture's failure is thrown again.
			throw refusedBy(error, what)
		throw error
	}
}

/** dockerd waits 16 s for a proxy of its own. */
const late = /Timed out proxy starting the userland proxy/

/**
 * Starts a container once more when dockerd lost patience with its proxy, all of which it has undone: an emulated guest
 * may have been too slow. Twice in a row it is the daemon's answer: before Docker 28 a proxy that cannot have its port
 * ends like this as well (seen with the builtin port driver, where two loopback addresses publish one port).
 */
export async function startedInTime<T>(start: () => Promise<T>): Promise<T> {
	try {
		return await start()
	} catch (error) {
		if (!(error instanceof Error && late.test(error.message))) throw error
		return start()
	}
}

/** Whether the daemon itself said no; what the machine made it say is no refusal. */
export function isRefusal(error: unknown): error is Error {
	return error instanceof Error && 'statusCode' in error && machineTrouble(error.message) === undefined
}
