import { savedRules } from '../vantage/saved-rules.ts'
import { type Vantage, output } from '../vantage/vantage.ts'

/** Lines that name a host port: what a publication leaves in the VM while it lives. */
export interface PublicationTraces {
	/** Of the NAT and filter tables in RootlessKit's namespace. */
	readonly rules: string[]
	/** Sockets in RootlessKit's namespace, SCTP included, and on the VM. */
	readonly listeners: string[]
	/** docker-proxy and rootlesskit-docker-proxy. */
	readonly processes: string[]
}

/** One look at the VM, to be read for several ports. @throws GuestCommandError when one of the tools fails. */
export async function publicationTraces({
	host,
	netns,
}: {
	readonly host: Vantage
	readonly netns: Vantage
}): Promise<(port: number) => PublicationTraces> {
	const sockets = ['ss', '--no-header', '--listening', '--numeric', '--tcp', '--udp', '--sctp']
	const [{ v4, v6 }, inside, outside, processes] = await Promise.all([
		savedRules(netns),
		output(netns, sockets),
		output(host, sockets),
		output(host, ['ps', '-u', 'rootless', '-o', 'args=']),
	])
	return (port) => ({
		rules: linesThatName(port, `${v4}\n${v6}`),
		listeners: linesThatName(port, `${inside}\n${outside}`),
		processes: linesThatName(port, processes).filter((line) => line.includes('docker-proxy')),
	})
}

/** The port as a number of its own: neither 18087 nor 80870. */
export function linesThatName(port: number, text: string): string[] {
	return text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => new RegExp(`(?<!\\d)${port}(?!\\d)`).test(line))
}
