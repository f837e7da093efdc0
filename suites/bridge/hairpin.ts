import type { CellFacts } from '../check/cell-facts.ts'
import { describeAnswer } from '../probes/answer.ts'
import type { Recorder } from '../check/recorder.ts'
import type { ProbeContainer } from '../fixtures/container.ts'
import { noteAnswer } from '../probes/expect-answer.ts'
import { ports } from '../fixtures/publish/ports.ts'
import { lab } from '../vantage/lab.ts'
import { namespaceAddress } from '../vantage/namespace-address.ts'
import type { Vantage } from '../vantage/vantage.ts'

/** The addresses of N and of the VM by which a container may come back to a published port. */
type HairpinWay = 'lan' | 'gateway' | 'netns'

/**
 * By which addresses a published port answers to a container of the same network:
 * - without the userland proxy, hairpin NAT holds for every address of the namespace that dockerd runs in (moby
 *   #12165), and the LAN address is not one of them;
 * - with it, wherever it listens. For the builtin and slirp4netns port drivers that is the namespace's 127.0.0.1,
 *   where only the driver comes from (measured): the VM's own addresses are left.
 */
function promisedWays({ axes, daemonSettings }: CellFacts['cell']): readonly HairpinWay[] {
	if (daemonSettings.userlandProxy === false) return ['gateway', 'netns']
	return axes.portDriver === 'implicit' ? ['lan', 'gateway'] : ['lan']
}

/** Asks for `web`'s published port on every address, records what came, and takes down those that are promised. */
export async function expectHairpin(
	client: ProbeContainer,
	web: ProbeContainer,
	{ facts: { cell }, netns }: { readonly facts: Pick<CellFacts, 'cell'>; readonly netns: Vantage },
	record: Recorder,
): Promise<void> {
	const hosts: Record<HairpinWay, string> = {
		lan: lab.lanAddress,
		gateway: web.gateway,
		netns: await namespaceAddress(netns, cell.axes),
	}
	const promised = promisedWays(cell)
	// At once: where one is silent, its time-out is the whole wait.
	await Promise.all(
		(Object.keys(hosts) as HairpinWay[]).map(async (way) => {
			const target = { host: hosts[way], port: ports.any }
			const answer = await client.ask(target)
			record.observe(way, describeAnswer(answer))
			if (promised.includes(way)) noteAnswer(record, way, { place: client, target, who: web.who }, answer)
		}),
	)
}
