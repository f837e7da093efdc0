import { createHash } from 'node:crypto'
import type { Outcome, RunEvent } from '#results'

/**
 * Whether it is a cell's turn on a day to be booted beside its snapshot: each cell on one day in `every`, and on each day
 * another part of them.
 */
export function isComparedOn(day: Date, cellId: string, every: number): boolean {
	const number = Math.floor(day.getTime() / 86_400_000)
	const place = createHash('sha256').update(cellId).digest().readUInt32BE()
	return (place + number) % every === 0
}

/** What the last two attempts of a cell say differently, check by check, in words. */
export function attemptDifferences(events: readonly RunEvent[], cell: string): string[] {
	const attempts: Map<string, Outcome>[] = []
	for (const event of events) {
		if (!('cell' in event) || event.cell !== cell) continue
		if (event.type === 'cell.started') attempts.push(new Map())
		else if (event.type === 'check.ended') attempts.at(-1)?.set(event.check, event.outcome)
	}
	const [restored, booted] = attempts.slice(-2)
	if (!restored || !booted) return []
	return [...new Set([...restored.keys(), ...booted.keys()])]
		.filter((check) => restored.get(check) !== booted.get(check))
		.map(
			(check) =>
				`${check} is ${restored.get(check) ?? 'missing'} in the snapshot and ${booted.get(check) ?? 'missing'} after a boot`,
		)
}
