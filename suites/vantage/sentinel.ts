import type { Guest } from '#vm'
import { answeredBy } from '../probes/expect-answer.ts'
import { startHostService } from './host-service.ts'
import { lab } from './lab.ts'
import { netnsPrefix, netnsVantage, peerVantage } from './vantage.ts'
import type { Sentinel } from './grace-period.ts'

/** Of no service of the VM, and of no check. One after the other: a port that was just forwarded is no new one. */
const firstPort = 7100
const ports = 400
let started = 0

/** A probe server in RootlessKit's namespace, on all its addresses, which the peer asks for on the VM's LAN address. */
export async function startSentinel(guest: Guest): Promise<Sentinel> {
	const signal = AbortSignal.timeout(120_000)
	const port = firstPort + (started++ % ports)
	const enter = await netnsPrefix(guest, signal)
	const host = netnsVantage(guest, signal)
	const service = await startHostService({ guest, host, signal, address: '0.0.0.0', port, enter })
	const peer = peerVantage(guest, signal)
	return {
		answers: async () =>
			answeredBy(await peer.ask({ host: lab.lanAddress, port }, { seconds: 3 }), service.who),
		[Symbol.asyncDispose]: () => service[Symbol.asyncDispose](),
	}
}
