import type { MergedRun, RunEvent } from '#results'

/** One attempt at a cell that a worker stored. */
interface Stored {
	readonly events: readonly RunEvent[]
}

const startsOf = ({ events }: Stored): number => events.filter(({ type }) => type === 'cell.started').length

/** A worker counts from 1. Counted on and not anew, an attempt that its log has lost is still missed. */
const countedOn = (event: RunEvent, before: readonly Stored[]): RunEvent =>
	event.type === 'cell.started'
		? { ...event, attempt: event.attempt + before.reduce((sum, one) => sum + startsOf(one), 0) }
		: event

/**
 * Puts the other attempts of a cell before the one that counts.
 * @param read all attempts of each cell, by its id; the last of them is in `merged`.
 */
export function withEarlier(merged: MergedRun, read: ReadonlyMap<string, readonly Stored[]>): MergedRun {
	const begun = new Set<string>()
	const events = merged.events.flatMap((event): RunEvent[] => {
		if (!('cell' in event)) return [event]
		const before = read.get(event.cell)?.slice(0, -1) ?? []
		const first = begun.has(event.cell) ? [] : before
		begun.add(event.cell)
		return [
			...first.flatMap((one, index) =>
				one.events.map((earlier) => countedOn(earlier, before.slice(0, index))),
			),
			countedOn(event, before),
		]
	})
	return { ...merged, events }
}
