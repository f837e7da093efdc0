import type { Guest } from '#vm'
import { guestCommands } from '#vm/guest/commands'
import { type DnsOutcome, askDns } from '../probes/ask-dns.ts'
import { defaultNetwork } from '../fixtures/default-network.ts'
import { startServer } from '../fixtures/container.ts'
import { lab } from '../vantage/lab.ts'
import type { CheckContext } from '../check/check-context.ts'

/** A's answer in a container that was made meanwhile, and in RootlessKit's namespace. */
export interface StubAnswers {
	readonly container: DnsOutcome
	readonly netns: DnsOutcome
}

/** Whether the VM's resolv.conf names only the stub on 127.0.0.53. Who has read the file goes on with what it read. */
export async function stubResolver(guest: Guest, state: 'on' | 'off', signal: AbortSignal): Promise<void> {
	await guest.check(guestCommands.stubResolver(state), { signal })
}

export async function askThroughStub({ facts, guest, netns }: CheckContext): Promise<StubAnswers> {
	const network = await defaultNetwork(facts.cell.daemonSettings)
	const client = await startServer({
		image: facts.probeImage,
		guest,
		name: 'stub-client',
		network,
		serves: 'nothing',
	})
	const question = [{ name: lab.serviceName, type: 'A' }] as const
	const [[container], [inNetns]] = await Promise.all([
		askDns(client, 'udp', question),
		askDns(netns, 'udp', question),
	])
	return { container: container!, netns: inNetns! }
}
