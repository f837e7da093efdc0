import { isVersion } from '#results/versions'
import { earlierDocker, guestCommands } from '#vm/guest/commands'
import type { Guest } from '#vm'
import { askUntil } from '#vm/host'
import type { CheckContext } from '../../check/check-context.ts'
import { ControlFailed } from '../../check/outcome.ts'
import { type NetworkName, serverPort, startServer } from '../../fixtures/container.ts'
import { dockerApi } from '../../fixtures/docker.ts'
import { startNetworkWith } from '../../fixtures/network-with.ts'
import { ports } from '../../fixtures/publish/ports.ts'
import { removeFixtures } from '../../fixtures/remove-fixtures.ts'
import { answeredBy, type Way } from '../../probes/expect-answer.ts'
import { lab } from '../../vantage/lab.ts'
import { containerVantage } from '../../vantage/vantage.ts'
import { type DaemonUnit, type Start, whyFailed } from '../daemon-unit.ts'
import { copyImage } from './image-copy.ts'
import { type Survivor, startSurvivor } from '../survivor.ts'

/** Of its own, so that what the installed daemon has stays as it is. */
const dataRoot = '/home/rootless/.local/share/docker-upgraded'

/** Milliseconds for the containers of a daemon that was just started, on a machine that is slow for all of it. */
const startsWithin = 90_000

/** Milliseconds for a server, or a port driver, that has not come to it yet. */
const answersWithin = 60_000

/** What a daemon left to the one that took its place. */
export interface Upgrade extends AsyncDisposable {
	/** What the two say that they are. */
	readonly from: string
	readonly to: string | undefined
	/** How the later one started. */
	readonly start: Start
	/** The names of the ways that answered under the earlier daemon. */
	readonly before: readonly string[]
	/** What the later daemon says of the containers; undefined where it does not run. */
	readonly status: string | undefined
	/** The ways to ask now; none where the containers do not run. */
	readonly ways: Readonly<Record<string, Way>>
	/** A container of the later daemon's own, on the earlier one's network. @throws CheckFailed when the daemon refuses it. */
	readonly newcomer: () => Promise<Way>
}

/**
 * Starts the earlier Docker on data of its own, has it make a network and two containers on it, one with a published port,
 * and starts the cell's Docker in its place.
 * @throws ControlFailed when the earlier one does not come to that.
 */
export async function upgrade(context: CheckContext, unit: DaemonUnit): Promise<Upgrade> {
	const { facts, guest, signal } = context
	// Another check may have left it stopped.
	if (!(await unit.isActive()) && (await unit.restart()).state === 'failed')
		throw new ControlFailed('the Docker to upgrade to does not start on its own data')
	const image = await copyImage(facts.probeImage)
	await removeFixtures()
	await guest.check(guestCommands.mountEarlier(), { signal })
	// An attempt that broke off may have left some.
	await removeData(guest, signal)
	const earlier = await unit.restart({ programs: earlierDocker.programs, dataRoot })
	if (earlier.state === 'failed')
		throw new ControlFailed(`the Docker to upgrade from does not start: ${whyFailed(earlier)}`)
	const from = await versionOf(facts.upgradeFrom ?? '')
	await image.load()
	const network = await startNetworkWith('rm-upgrade', {})
	const server = await startSurvivor(facts.probeImage, { name: 'upgraded', network, publish: ports.upgraded })
	const client = await startSurvivor(facts.probeImage, { name: 'client', network })
	const before = await answering(await waysOf(context, server, client))
	const start = await unit.restart({ dataRoot })
	const status = start.state === 'active' ? await statusOf([server, client]) : undefined
	return {
		from,
		to: status === undefined ? undefined : await versionOf(facts.stack.dockerd ?? ''),
		start,
		before,
		status,
		ways: status === 'running' ? await waysOf(context, server, client) : {},
		newcomer: () => newcomer(context, server, network),
		async [Symbol.asyncDispose]() {
			if (status !== undefined) await removeFixtures()
			await unit.stop()
			await guest.check(['umount', '-l', earlierDocker.path], { signal })
			await removeData(guest, signal)
		},
	}
}

const removeData = (guest: Guest, signal: AbortSignal) =>
	guest.check(['rm', '-rf', '--one-file-system', dataRoot], { signal, deadline: 60_000 })

/** Of the daemon that runs now. @throws ControlFailed for one that is not the one asked about. */
async function versionOf(asked: string): Promise<string> {
	const { Version: found } = await (await dockerApi()).version()
	if (asked === '' || isVersion(asked, found)) return found
	throw new ControlFailed(`it was to be Docker ${asked} that runs, and it is ${found}`)
}

/** `running` once all do; else what one of them is instead. */
async function statusOf(containers: readonly Survivor[]): Promise<string> {
	const states = await askUntil(
		async () => Promise.all(containers.map((one) => one.state())),
		(all) => all.every(({ status }) => status === 'running'),
		startsWithin,
	)
	return states.find(({ status }) => status !== 'running')?.status ?? 'running'
}

async function waysOf(
	{ host, guest }: CheckContext,
	server: Survivor,
	client: Survivor,
): Promise<Record<'published' | 'name' | 'egress', Way>> {
	// Its namespaces are new ones after each start.
	const inside = containerVantage(client.who, (await client.state()).pid, guest)
	return {
		published: { place: host, target: { host: '127.0.0.1', port: ports.upgraded }, who: server.who },
		name: { place: inside, target: { host: server.dnsName, port: serverPort }, who: server.who },
		egress: { place: inside, target: lab.service, who: 'peer' },
	}
}

async function answering(ways: Readonly<Record<string, Way>>): Promise<string[]> {
	const asked = Object.entries(ways).map(async ([name, way]) => {
		const answer = await askPatiently(way)
		return answeredBy(answer, way.who) ? [name] : []
	})
	return (await Promise.all(asked)).flat()
}

/** Asks until the right one answers, or it had its time. */
export const askPatiently = ({ place, target, who }: Way) =>
	askUntil(
		() => place.ask(target),
		(answer) => answeredBy(answer, who),
		answersWithin,
	)

async function newcomer(
	{ facts, guest }: CheckContext,
	server: Survivor,
	network: NetworkName,
): Promise<Way> {
	const place = await startServer({
		image: facts.probeImage,
		guest,
		name: 'newcomer',
		network,
		serves: 'nothing',
	})
	return { place, target: { host: server.dnsName, port: serverPort }, who: server.who }
}
