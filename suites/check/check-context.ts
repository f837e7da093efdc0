import { type Guest, reachGuest } from '#vm/guest'
import { type CellFacts, viewOf } from './cell-facts.ts'
import { type Around, disposedThrough, guestThrough } from './early-evidence.ts'
import { type Fixtures, makeFixtures } from '../fixtures/fixtures.ts'
import type { PortPublication } from '../fixtures/publish/publication.ts'
import { type PublishedServer, createPublishedServer } from '../fixtures/publish/server.ts'
import { type HostNetworkClient, startHostNetworkClient } from '../vantage/host-network.ts'
import { startSentinel } from '../vantage/sentinel.ts'
import { type GracePeriod, pastasLook, toldAtOnce } from '../vantage/grace-period.ts'
import { type Vantage, hostVantage, netnsVantage, peerVantage } from '../vantage/vantage.ts'

/** What a check gets to work with. */
export interface CheckContext {
	readonly facts: CellFacts
	/** Root in the VM, for what is not a vantage point: services, journals. */
	readonly guest: Guest
	readonly host: Vantage
	readonly peer: Vantage
	readonly netns: Vantage
	readonly fixtures: Fixtures
	readonly containers: OwnContainers
	/** When a port that is closed is no "not yet". */
	readonly gracePeriod: GracePeriod
	/** Aborts at the check's deadline. */
	readonly signal: AbortSignal
}

/** What a check starts for itself alone. Disposing of one removes it. */
interface OwnContainers {
	/** A server on the default bridge, created and not started. */
	readonly published: (name: string, publication: PortPublication) => Promise<PublishedServer>
	/** With `--network host`. */
	readonly hostNetworkClient: () => Promise<HostNetworkClient>
	/** What a check got otherwise, whose disposal is to wait for the check's evidence as that of the others does. */
	readonly own: <T extends AsyncDisposable>(container: T) => T
}

/** What all checks of a cell work with. */
export interface SharedContext {
	readonly guest: Guest
	readonly fixtures: Fixtures
	readonly gracePeriod: GracePeriod
}

// One connection and one set of containers for all suite files, which vitest runs as one.
let shared: Promise<SharedContext> | undefined

/** How a check, and who explains it, comes to a context. What a check does to its world goes through `around`. */
export type Enter = (facts: CellFacts, signal: AbortSignal, around?: Around) => Promise<CheckContext>

/** @throws GuestCommandError when the guest cannot be reached. */
export const enterContext: Enter = async (facts, signal, around) => {
	shared ??= connect(facts)
	return contextOf(await shared, { facts, signal, around })
}

const atOnce: Around = (work) => work()

/** A check's own view of what all share. */
export function contextOf(
	{ guest: bare, fixtures, gracePeriod }: SharedContext,
	{
		facts,
		signal,
		around = atOnce,
	}: { readonly facts: CellFacts; readonly signal: AbortSignal; readonly around?: Around | undefined },
): CheckContext {
	const guest = guestThrough(bare, around)
	const own = <T extends AsyncDisposable>(container: T): T => disposedThrough(container, around)
	const {
		probeImage: image,
		cell: { daemonSettings },
	} = facts
	const host = hostVantage(guest, signal)
	return {
		facts,
		guest,
		host,
		peer: peerVantage(guest, signal),
		netns: netnsVantage(guest, signal),
		fixtures,
		containers: {
			published: async (name, publication) =>
				own(
					await createPublishedServer({
						image,
						daemonSettings,
						name,
						publish: [publication],
						signal,
						pace: host.pace,
					}),
				),
			hostNetworkClient: async () => own(await startHostNetworkClient(image, guest)),
			own,
		},
		gracePeriod,
		signal,
	}
}

async function connect(facts: CellFacts): Promise<SharedContext> {
	const { ssh, probeImage, cell } = facts
	const guest = await reachGuest({ ...ssh, deadline: 180_000 })
	return {
		guest,
		fixtures: makeFixtures(probeImage, viewOf(facts), guest),
		gracePeriod: cell.axes.portDriver === 'implicit' ? pastasLook(() => startSentinel(guest)) : toldAtOnce,
	}
}
