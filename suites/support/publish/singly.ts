import type { CellView } from '../../catalogue/index.ts'
import { asksForPorts } from '../../catalogue/index.ts'
import { lab } from '../lab.ts'
import { once } from '../once.ts'
import { ports } from './ports.ts'
import type { PortPublication } from './publication.ts'
import { type PublishedServer, createPublishedServer } from './server.ts'

/** Publications on one address each, for checks that only ask. */
export const single = {
	loopback: { hostIp: '127.0.0.1', hostPort: ports.loopback },
	loopbackV6: { hostIp: '::1', hostPort: ports.loopbackV6 },
	nic: { hostIp: lab.lanAddress, hostPort: ports.nic },
	/** The same port of 127.0.0.3 is another container's. */
	second: { hostIp: '127.0.0.2', hostPort: ports.twice },
} as const satisfies Record<string, PortPublication>

export type Single = keyof typeof single

/** The server behind one of them. @throws CheckFailed when the daemon refuses that publication. */
export type SinglePublications = (which: Single) => Promise<PublishedServer>

/**
 * One container for all of them, since a container costs seconds and one publication does not touch another. Where the
 * daemon refuses to start it, each gets a container of its own, so that a refusal is that publication's alone.
 */
export function singlePublications(image: string, cell: CellView): SinglePublications {
	const names = Object.keys(single) as Single[]
	// Where it is not promised it would have the others refused.
	const promised = names.filter((name) => name !== 'nic' || asksForPorts(cell))
	const create = (name: string, which: readonly Single[]) =>
		createPublishedServer({ image, name, publish: which.map((one) => single[one]), fixture: true })
	const together = once(async () => {
		const server = await create('singly', promised)
		if ((await server.tryStart()).kind === 'started') return server
		await server.remove()
		return undefined
	})
	const apart = Object.fromEntries(
		names.map((name) => [
			name,
			once(async () => {
				const server = await create(`singly-${name}`, [name])
				await server.start()
				return server
			}),
		]),
	) as Record<Single, () => Promise<PublishedServer>>
	return async (which) => (promised.includes(which) ? await together() : undefined) ?? apart[which]()
}
