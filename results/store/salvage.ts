import { ConfigurationError } from '../errors/index.ts'
import type { RunEvent } from '../schema/index.ts'
import { parseEventLine } from './read-events.ts'

/** What could be read of an event log, and what not. */
export interface Salvaged {
	readonly events: readonly RunEvent[]
	/** What is missing, in sentences; empty for a whole log. What was lost could have been a failure. */
	readonly gaps: readonly string[]
}

const shown = 5

function listed(lines: readonly number[], one: string, many = one): string[] {
	if (lines.length === 0) return []
	const places = lines.slice(0, shown).join(', ') + (lines.length > shown ? ', …' : '')
	const [noun, what] = lines.length === 1 ? ['line', one] : ['lines', many]
	return [`${noun} ${places} of the event log ${what}`]
}

/**
 * Reads as much of the text of an `events.ndjson` as there is: lines that are none, and events that belong to no
 * planned cell, are left out and told.
 * @throws ConfigurationError when it is no event log of a run at all.
 */
export function salvageEvents(text: string, name = 'events.ndjson'): Salvaged {
	const lines = text.split('\n')
	const events: RunEvent[] = []
	const [unreadable, early, foreign, moved]: [number[], number[], number[], number[]] = [[], [], [], []]
	/** The number of the line before; undefined while no line had one, as in older logs. */
	let before: number | undefined = 0
	let numbered = false
	let planned: Set<string> | undefined
	let cut: number | undefined
	for (const [index, line] of lines.entries()) {
		const last = index === lines.length - 1
		if (line === '' && last) continue
		const parsed = parseEventLine(line)
		if (!('event' in parsed)) {
			before = before === undefined ? undefined : before + 1
			if (last) cut = index + 1
			else unreadable.push(index + 1)
		} else {
			const { event, line: number } = parsed
			numbered ||= number !== undefined
			// One without a number among others that have one would hide what is lost before it.
			if (numbered && number !== (before ?? index) + 1) moved.push(index + 1)
			before = number ?? (numbered && before !== undefined ? before + 1 : undefined)
			if (event.type === 'run.started') planned = new Set(event.cells.map(({ id }) => id))
			if (planned === undefined) early.push(index + 1)
			else if ('cell' in event && !planned.has(event.cell)) foreign.push(index + 1)
			else events.push(event)
		}
	}
	if (planned === undefined)
		throw new ConfigurationError(
			`${name} is not the event log of a run: no line of it says what was planned`,
			{
				hint: 'Give the directory of a run, such as runs/latest.',
			},
		)
	return {
		events,
		gaps: [
			...listed(cut === undefined ? [] : [cut], 'is unfinished, as a killed run leaves it'),
			...listed(unreadable, 'cannot be read'),
			...listed(
				moved,
				'is not the one that was to follow: lines before it were lost, or written twice',
				'are not those that were to follow: lines before them were lost, or written twice',
			),
			...listed(early, 'came before the run began'),
			...listed(foreign, 'belongs to a cell that this run has not', 'belong to cells that this run has not'),
		],
	}
}
