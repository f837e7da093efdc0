import type { CheckContext } from '../check/check-context.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { askSettled, settles } from '../probes/ways.ts'
import { type Failure, daemonRefused, inWords, wrongWith } from '../probes/wrong-with.ts'
import { lab } from '../vantage/lab.ts'

/** What was wrong with a published port of a VM that has no default route, as the VM and its neighbour find it. */
export async function askUnrouted(
	context: CheckContext,
): Promise<Readonly<Record<'host' | 'peer', Failure | undefined>>> {
	const { containers, host, peer } = context
	const port = ports.unrouted
	await using server = await containers.published('unrouted', { hostPort: port })
	const started = await server.tryStart()
	if (started.kind === 'refused') {
		const words = `the daemon refused to publish ${port}: ${started.message}`
		const failure = { form: daemonRefused(started.message), words }
		return { host: failure, peer: failure }
	}
	const settle = settles(context, server)
	const ask = async (place: typeof host, address: string): Promise<Failure | undefined> => {
		const { answer } = await askSettled({ place, target: { host: address, port } }, settle)
		const form = wrongWith(answer, server.who)
		const words = `${place.name} asked ${address}:${port}: expected "${server.who}" to answer, found: ${inWords(answer)}`
		return form && { form, words }
	}
	return { host: await ask(host, '127.0.0.1'), peer: await ask(peer, lab.lanAddress) }
}
