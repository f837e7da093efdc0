import type { CellFacts } from './cell-facts.ts'
import { type Answer, describeAnswer } from './answer.ts'
import type { Recorder } from './check.ts'
import type { ProbeContainer } from './container.ts'
import { answeredBy } from './expect-answer.ts'
import { ports } from './publish/ports.ts'
import { lab, netns } from './lab.ts'
import { CheckFailed } from './outcome.ts'

/** The addresses of N and of the VM by which a container may come back to a published port. */
export type HairpinWay = 'lan' | 'gateway' | 'netns'

/**
 * By which addresses a published port answers to a container of the same network:
 * - without the userland proxy, hairpin NAT holds for every address of the namespace that dockerd runs in (moby
 *   #12165), and the LAN address is not one of them;
 * - with it, wherever it listens. For the builtin and slirp4netns port drivers that is the namespace's 127.0.0.1,
 *   where only the driver comes from (measured): the VM's own addresses are left.
 */
export function promisedWays({ axes, daemonSettings }: CellFacts['cell']): readonly HairpinWay[] {
	if (daemonSettings.userlandProxy === false) return ['gateway', 'netns']
	return axes.portDriver === 'implicit' ? ['lan', 'gateway'] : ['lan']
}

/** Asks for `web`'s published port by every way, records what came, and holds it to what is promised. */
export async function mustComeBack(
	client: ProbeContainer,
	web: ProbeContainer,
	cell: CellFacts['cell'],
	record: Recorder,
): Promise<void> {
	const hosts: Record<HairpinWay, string> = {
		lan: lab.lanAddress,
		gateway: web.gateway,
		netns: netns.address,
	}
	const ways = Object.keys(hosts) as HairpinWay[]
	// At once: where one is silent, its time-out is the whole wait.
	const answers = await Promise.all(
		ways.map(async (way): Promise<[HairpinWay, Answer]> => [
			way,
			await client.ask({ host: hosts[way], port: ports.any }),
		]),
	)
	for (const [way, answer] of answers) record.observe(way, describeAnswer(answer))
	const promised = promisedWays(cell)
	for (const [way, answer] of answers)
		if (promised.includes(way) && !answeredBy(answer, web.who))
			throw new CheckFailed(
				`${client.name} does not reach the published port of "${web.who}" on the ${way} address ${hosts[way]}:${ports.any}: ${describeAnswer(answer)}`,
			)
}
