import type { Vantage } from '../vantage.ts'
import { insidePorts, ports, type Range, ranges } from './ports.ts'
import { type Protocol, rangeOf } from './publication.ts'
import { type PublishedServer, createPublishedServer, whoOnPort } from './server.ts'
import type { Ways } from './ways.ts'

const name = 'ranges'
const both = ['tcp', 'udp'] as const

/** One container with a server on each of several ports, for all checks that only ask: it publishes the ranges and a UDP port. */
export async function startRanges(image: string): Promise<PublishedServer> {
	const server = await createPublishedServer({
		...{ image, name, fixture: true },
		ports: insidePorts,
		publish: [
			...rangeOf(ranges.same, both),
			...rangeOf(ranges.translated, both),
			{ hostPort: ports.udp, containerPort: insidePorts[0]!, protocol: 'udp' },
		],
	})
	await server.start()
	return server
}

/** Who answers on the published UDP port. */
export const udpServer = whoOnPort(name, insidePorts[0]!)

/** One way to each port of a range. Each of the container's ports answers with a name of its own. */
export function waysToRange(
	place: Vantage,
	host: string,
	range: Range,
	protocols: readonly Protocol[],
): Ways {
	return Object.fromEntries(
		rangeOf(range, protocols).map(({ hostPort, containerPort, protocol }) => [
			`${protocol}.${hostPort}`,
			{
				place,
				target: { host, port: hostPort },
				who: whoOnPort(name, containerPort!),
				...(protocol === 'udp' ? { options: { protocol } } : {}),
			},
		]),
	)
}
