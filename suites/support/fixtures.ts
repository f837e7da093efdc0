import { type ProbeContainer, startNetwork, startServer } from './container.ts'
import { type InnerContainer, startInner } from './inner-network.ts'
import { startNetworkWith } from './network-with.ts'
import { startRanges } from './publish/ranges.ts'
import type { PublishedServer } from './publish/server.ts'

/** Made at first use and kept for the cell: under emulation a container costs seconds. A failure is kept as well. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
	let made: Promise<T> | undefined
	return () => (made ??= make())
}

/** Where the fixtures' ports are published. */
export const published = { any: 8080, loopback: 8081 } as const

export interface Fixtures {
	/** On network A, published on all addresses. */
	readonly web: () => Promise<ProbeContainer>
	/** On network A. */
	readonly neighbour: () => Promise<ProbeContainer>
	/** On network B. */
	readonly stranger: () => Promise<ProbeContainer>
	/** On the default bridge, and so is `second`. */
	readonly first: () => Promise<ProbeContainer>
	readonly second: () => Promise<ProbeContainer>
	/** On network A, published on 127.0.0.1 only. */
	readonly loopback: () => Promise<ProbeContainer>
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

export function makeFixtures(image: string): Fixtures {
	const networkA = once(() => startNetwork('rm-a'))
	const networkB = once(() => startNetwork('rm-b'))
	const publishAny = [{ hostIp: '', hostPort: published.any }]
	const publishLoopback = [{ hostIp: '127.0.0.1', hostPort: published.loopback }]
	const network6 = once(() => startNetworkWith('rm-6', { ipv6: true }))
	const sixth = once(async () => startServer({ image, name: 'sixth', network: await network6() }))
	const seventh = once(async () => startServer({ image, name: 'seventh', network: await network6() }))
	return {
		sixth,
		seventh,
		inner: once(() => startInner(image, seventh)),
		web: once(async () =>
			startServer({ image, name: 'web', network: await networkA(), publish: publishAny }),
		),
		neighbour: once(async () => startServer({ image, name: 'neighbour', network: await networkA() })),
		stranger: once(async () => startServer({ image, name: 'stranger', network: await networkB() })),
		first: once(() => startServer({ image, name: 'first' })),
		second: once(() => startServer({ image, name: 'second' })),
		loopback: once(async () =>
			startServer({ image, name: 'loopback', network: await networkA(), publish: publishLoopback }),
		),
		ranges: once(() => startRanges(image)),
	}
}
