import { createHash } from 'node:crypto'
import { formWords, type RunEvent } from '#results'

/**
 * Whether it is a cell's turn on a day to be booted beside its snapshot: each cell on one day in `every`, and on each day
 * another part of them.
 */
export function isComparedOn(day: Date, cellId: string, every: number): boolean {
	const number = Math.floor(day.getTime() / 86_400_000)
	const place = createHash('sha256').update(cellId).digest().readUInt32BE()
	return (place + number) % every === 0
}

type CheckEnded = Extract<RunEvent, { type: 'check.ended' }>

/**
 * What the last two attempts of a cell say differently, check by check, in words: another outcome, a failure of another form,
 * or an answer that was seen to come from another address.
 */
export function attemptDifferences(events: readonly RunEvent[], cell: string): string[] {
	const attempts: Map<string, CheckEnded>[] = []
	for (const event of events) {
		if (!('cell' in event) || event.cell !== cell) continue
		if (event.type === 'cell.started') attempts.push(new Map())
		else if (event.type === 'check.ended') attempts.at(-1)?.set(event.check, event)
	}
	const [restored, booted] = attempts.slice(-2)
	if (!restored || !booted) return []
	return [...new Set([...restored.keys(), ...booted.keys()])].flatMap((check) => {
		const [before, after] = [restored.get(check), booted.get(check)]
		const [was, is] = [outcomeWords(before), outcomeWords(after)]
		if (was !== is) return [`${check} is ${was} in the snapshot and ${is} after a boot`]
		const [one, other] = [sourcesOf(before), sourcesOf(after)]
		return [...new Set([...one.keys(), ...other.keys()])].flatMap((name) => {
			const [from, to] = [one.get(name) ?? 'nobody', other.get(name) ?? 'nobody']
			return from === to ? [] : [`${check}: ${name} is ${from} in the snapshot and ${to} after a boot`]
		})
	})
}

function outcomeWords(ended: CheckEnded | undefined): string {
	if (ended === undefined) return 'missing'
	const form = formWords(ended)
	return form === '' ? ended.outcome : `${ended.outcome} (${form})`
}

/**
 * The addresses that a check recorded as where something came from, by name. Docker gives its networks addresses in the order in
 * which they are made: which of them it was says nothing.
 */
function sourcesOf(ended: CheckEnded | undefined): ReadonlyMap<string, string> {
	const seen = Object.entries(ended?.observations ?? {})
	return new Map(
		seen.flatMap(([name, value]) =>
			name.split('.').includes('source') && typeof value === 'string'
				? [[name, ofDocker.test(value) ? 'of a network of Docker' : value] as const]
				: [],
		),
	)
}

/** Docker's own pools, also where IPv6 carries such an address. */
const ofDocker = /^(::ffff:)?(172\.(1[6-9]|2\d|3[01])|192\.168)\.|^fd/
