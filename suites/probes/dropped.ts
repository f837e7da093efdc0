import type { Answer } from './answer.ts'
import type { Recorder } from '../check/recorder.ts'
import { type Protocol, expectNoAnswer } from './expect-answer.ts'
import { ControlFailed } from '../check/outcome.ts'
import { savedRules } from '../vantage/saved-rules.ts'
import type { Target, Vantage } from '../vantage/vantage.ts'

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

/** The counters of a place's network namespace, of both families. */
async function dropCounters(place: Vantage): Promise<Record<'v4' | 'v6', DropCounters>> {
	const { v4, v6 } = await savedRules(place, ['-c'])
	return { v4: parseDropCounters(v4), v6: parseDropCounters(v6) }
}

/** A way that rules are to shut, and the same server's answer over the same protocol to somebody who may ask. */
export interface ShutWay {
	readonly place: Vantage
	readonly target: Target
	readonly protocol: Protocol
	readonly control: Answer
}

/**
 * Asks by every way at once as expectNoAnswer does, and shows by the counters of `router`, whose rules stand between, that
 * it was they who dropped the questions. Returns what came of each, and the rules.
 * @throws ControlFailed when they dropped fewer packets than there were silent ways: something else kept those away.
 */
export async function expectDropped(
	record: Recorder,
	ways: Readonly<Record<string, ShutWay>>,
	router: Vantage,
): Promise<{ readonly kinds: Record<string, Answer['kind']>; readonly dropped: Record<string, number> }> {
	const before = await dropCounters(router)
	const answers = await Promise.all(
		Object.entries(ways).map(async ([name, way]) => {
			// Shorter than where silence is all there is: the counters tell what became of the question.
			const answer = await expectNoAnswer(record, name, way, way.control, { patience: 2 })
			return { name, answer, family: way.target.host.includes(':') ? 'v6' : 'v4' } as const
		}),
	)
	const after = await dropCounters(router)
	const dropped: Record<string, number> = {}
	for (const family of ['v4', 'v6'] as const) {
		const silent = answers.filter((one) => one.family === family && one.answer.kind !== 'answered')
		const rules = droppedBetween(before[family], after[family])
		for (const [rule, packets] of Object.entries(rules))
			dropped[family === 'v4' ? rule : `IPv6 ${rule}`] = packets
		const packets = Object.values(rules).reduce((sum, one) => sum + one, 0)
		if (packets < silent.length)
			throw new ControlFailed(
				`nobody answers by ${silent.map(({ name }) => name).join(', ')}, and rules of ${router.name} dropped only ${packets} packets (IP${family})`,
			)
	}
	const kinds = Object.fromEntries(answers.map(({ name, answer }) => [name, answer.kind]))
	return { kinds, dropped }
}
