import type { Guest } from '#vm'
import type { CellView } from '../catalogue/index.ts'
import { type ProbeContainer, startNetwork, startServer } from './container.ts'
import { type InnerContainer, startInner } from './inner-network.ts'
import { startNetworkWith } from './network-with.ts'
import { once } from './once.ts'
import { type Contest, type ContestRequest, contest } from './publish/contest.ts'
import { ports } from './publish/ports.ts'
import { startRanges } from './publish/ranges.ts'
import type { PublishedServer } from './publish/server.ts'
import { type SinglePublications, singlePublications } from './publish/singly.ts'
import { standingNetwork } from './standing.ts'

/** Containers and networks that several checks of a cell use. */
export interface Fixtures {
	/** On network A, published on all addresses. */
	readonly web: () => Promise<ProbeContainer>
	/** On network A. */
	readonly neighbour: () => Promise<ProbeContainer>
	/** On the default bridge, and so is `second`. */
	readonly first: () => Promise<ProbeContainer>
	readonly second: () => Promise<ProbeContainer>
	/** On the default bridge, published on one address each (publish/singly.ts). */
	readonly singly: SinglePublications
	/** Two containers after one port (publish/contest.ts). */
	readonly contest: (request: Omit<ContestRequest, 'image'>) => Promise<Contest>
	/** On a network with IPv4 and IPv6, and so is `seventh`. */
	readonly sixth: () => Promise<ProbeContainer>
	readonly seventh: () => Promise<ProbeContainer>
	/** On an internal network, and on no other; `neighbour` is `seventh` there. */
	readonly inner: () => Promise<InnerContainer>
	/** On the default bridge, with ranges of ports published, and a UDP port (publish/ports.ts). */
	readonly ranges: () => Promise<PublishedServer>
}

/** Two at a time: an emulated guest has two processors, and starting a container uses one. */
export function both(
	a: () => Promise<ProbeContainer>,
	b: () => Promise<ProbeContainer>,
): Promise<[ProbeContainer, ProbeContainer]> {
	return Promise.all([a(), b()])
}

export function makeFixtures(image: string, cell: CellView, guest: Guest): Fixtures {
	const of = { image, guest, fixture: true } as const
	let contested: Promise<Contest> | undefined
	const networkA = once(async () => (await standingNetwork('rm-a')) ?? startNetwork('rm-a'))
	const publishAny = [{ hostIp: '', hostPort: ports.any }]
	const network6 = once(
		async () => (await standingNetwork('rm-6')) ?? startNetworkWith('rm-6', { ipv6: true }),
	)
	const sixth = once(async () => startServer({ ...of, name: 'sixth', network: await network6() }))
	const seventh = once(async () => startServer({ ...of, name: 'seventh', network: await network6() }))
	return {
		sixth,
		seventh,
		inner: once(() => startInner({ image, guest }, seventh)),
		web: once(async () =>
			startServer({ ...of, name: 'web', network: await networkA(), publish: publishAny }),
		),
		neighbour: once(async () => startServer({ ...of, name: 'neighbour', network: await networkA() })),
		first: once(() => startServer({ ...of, name: 'first' })),
		second: once(() => startServer({ ...of, name: 'second' })),
		singly: singlePublications(image, cell),
		contest: (request) => (contested ??= contest({ image, ...request })),
		ranges: once(() => startRanges(image)),
	}
}
