import { serverPort } from '../container.ts'

export type Protocol = 'tcp' | 'udp' | 'sctp'

/** One `-p HOSTIP:HOSTPORT:CONTAINERPORT/PROTOCOL`, as the API takes it: the CLI makes one of each port of a range. */
export interface PortPublication {
	/** Default: empty, which is all addresses. */
	readonly hostIp?: string
	readonly hostPort: number
	/** Default: the port that every probe server listens on. */
	readonly containerPort?: number
	/** Default: tcp. */
	readonly protocol?: Protocol
}

export interface PortSettings {
	readonly exposed: Record<string, object>
	readonly bindings: Record<string, { HostIp: string; HostPort: string }[]>
}

/** The API's two maps: what the container exposes, and where that is bound on the host. */
export function portSettings(publications: readonly PortPublication[]): PortSettings {
	const settings: PortSettings = { exposed: {}, bindings: {} }
	for (const { hostIp = '', hostPort, containerPort = serverPort, protocol = 'tcp' } of publications) {
		const key = `${containerPort}/${protocol}`
		settings.exposed[key] = {}
		;(settings.bindings[key] ??= []).push({ HostIp: hostIp, HostPort: String(hostPort) })
	}
	return settings
}

/** A range that is published port by port, `size` ports from each of the two on. */
export function rangeOf(
	{ hostPort, containerPort, size }: { hostPort: number; containerPort: number; size: number },
	protocols: readonly Protocol[],
): PortPublication[] {
	return protocols.flatMap((protocol) =>
		Array.from({ length: size }, (_, at) => ({
			hostPort: hostPort + at,
			containerPort: containerPort + at,
			protocol,
		})),
	)
}
