import { appendFile, readFile, truncate } from 'node:fs/promises'
import { z } from 'zod'
import { HostError } from '../errors/index.ts'
import { event as eventSchema, type RunEvent } from '../schema/index.ts'

export interface ReadEvents {
	readonly events: readonly RunEvent[]
	/** The unfinished last line that a killed run left behind: what is wrong with it. */
	readonly truncated: { readonly line: number; readonly text: string } | undefined
}

/** One line of an event log, or what is wrong with it. */
export function parseEventLine(text: string): { event: RunEvent } | { problem: string } {
	let json: unknown
	try {
		json = JSON.parse(text)
	} catch (error) {
		return { problem: error instanceof Error ? error.message : String(error) }
	}
	const parsed = eventSchema.safeParse(json)
	return parsed.success ? { event: parsed.data } : { problem: z.prettifyError(parsed.error) }
}

/**
 * Reads the text of an `events.ndjson`. Only the last line may be broken, and only when it lacks its
 * end: a line lost from the middle could be the one that said `fail`.
 * @throws HostError naming the damaged line.
 */
export function parseEvents(text: string, name = 'events.ndjson'): ReadEvents {
	const lines = text.split('\n')
	const tail = lines.pop() ?? ''
	const events = lines.map((line, index) => {
		const parsed = parseEventLine(line)
		if ('event' in parsed) return parsed.event
		throw new HostError(`${name}:${index + 1} is damaged: ${parsed.problem}`, {
			hint: 'Nothing can be concluded from a damaged event log; run again.',
		})
	})
	if (tail === '') return { events, truncated: undefined }
	// Only the newline may be missing: then the event is whole and counts.
	const parsed = parseEventLine(tail)
	if ('event' in parsed) return { events: [...events, parsed.event], truncated: undefined }
	return { events, truncated: { line: lines.length + 1, text: tail.slice(0, 200) } }
}

/** @throws HostError when the file cannot be read or is damaged before its last line. */
export async function readEvents(
	path: string,
	{ signal }: { signal?: AbortSignal } = {},
): Promise<ReadEvents> {
	return parseEvents(await readLog(path, signal), path)
}

async function readLog(path: string, signal?: AbortSignal): Promise<string> {
	try {
		return await readFile(path, { encoding: 'utf8', signal })
	} catch (cause) {
		signal?.throwIfAborted()
		throw new HostError(`cannot read the event log ${path}`, {
			cause,
			hint: 'Is this the directory of a run?',
		})
	}
}

/**
 * Reads an event log that is to be appended to, and makes it end with a whole line. @throws HostError as `readEvents` does.
 */
export async function mendEvents(path: string): Promise<readonly RunEvent[]> {
	const text = await readLog(path)
	const { events, truncated } = parseEvents(text, path)
	if (truncated) await truncate(path, Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)))
	else if (!text.endsWith('\n')) await appendFile(path, '\n')
	return events
}
