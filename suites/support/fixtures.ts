import { type ProbeContainer, startNetwork, startServer } from './container.ts'

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
	return {
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
	}
}
