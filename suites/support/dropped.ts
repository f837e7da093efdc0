import type { Answer } from './answer.ts'
import { mustNotAnswer, spelt } from './expect-answer.ts'
import { ControlFailed } from './outcome.ts'
import { type Target, type Vantage, output } from './vantage.ts'

/** How many packets each rule that drops, and each policy that does, has dropped so far. */
export type DropCounters = ReadonlyMap<string, number>

/** Reads `iptables-save -c`: `[12:720] -A FORWARD -i docker0 -j DROP`, `:FORWARD DROP [3:180]`. */
export function parseDropCounters(text: string): DropCounters {
	const counters = new Map<string, number>()
	let table = ''
	for (const line of text.split('\n')) {
		if (line.startsWith('*')) table = line.slice(1)
		const rule = /^\[(\d+):\d+\] (-A .* -j (?:DROP|REJECT)\b.*)$/.exec(line)
		const policy = /^:(\S+) DROP \[(\d+):\d+\]$/.exec(line)
		const [name, count] = rule ? [rule[2], rule[1]] : policy ? [`policy of ${policy[1]}`, policy[2]] : []
		if (name === undefined) continue
		const key = `${table}: ${name}`
		counters.set(key, (counters.get(key) ?? 0) + Number(count))
	}
	return counters
}

/** The rules that dropped packets between two readings, with how many: what shut the door. */
export function droppedBetween(before: DropCounters, after: DropCounters): Record<string, number> {
	const grown = [...after].map(([rule, count]): [string, number] => [rule, count - (before.get(rule) ?? 0)])
	return Object.fromEntries(grown.filter(([, packets]) => packets > 0))
}

/** The counters of a place's network namespace, IPv4. */
export async function dropCounters(place: Vantage): Promise<DropCounters> {
	return parseDropCounters(await output(place, ['iptables-save', '-c']))
}

/**
 * Asks as mustNotAnswer does, and shows by the counters of `router`, whose rules stand between, that it was they
 * who dropped the question. @throws ControlFailed when none did: then something else kept it from arriving.
 */
export async function mustBeDropped(
	place: Vantage,
	target: Target,
	control: Answer,
	router: Vantage,
): Promise<{ readonly kind: Answer['kind']; readonly dropped: Record<string, number> }> {
	const before = await dropCounters(router)
	// Shorter than where silence is all there is: the counters tell what became of the question.
	const { kind } = await mustNotAnswer(place, target, control, { patience: 2 })
	const dropped = droppedBetween(before, await dropCounters(router))
	if (Object.keys(dropped).length > 0) return { kind, dropped }
	throw new ControlFailed(
		`${place.name} gets no answer from ${spelt(target)} (${kind}), and no rule of ${router.name} dropped a packet`,
	)
}
