import { appendFile, truncate } from 'node:fs/promises'
import { z } from 'zod'
import { HarnessError, HostError } from '../errors/index.ts'
import { readPlain } from '../files/index.ts'
import { event as eventSchema, type RunEvent } from '../schema/index.ts'

export interface ReadEvents {
	readonly events: readonly RunEvent[]
	/** The unfinished last line that a killed run left behind: what is wrong with it. */
	readonly truncated: { readonly line: number; readonly text: string } | undefined
}

/**
 * An event as a line of a log. Lines are numbered, so that one that was lost, doubled or moved shows: it could have been
 * the one that said `fail`.
 * @param line counted from 1.
 */
export const eventLine = (event: RunEvent, line: number): string => `${JSON.stringify({ ...event, line })}\n`

/** `line`: the number that it bears; logs from before lines were numbered have none. */
type ParsedLine =
	| { readonly event: RunEvent; readonly line: number | undefined }
	| { readonly problem: string }

const numberedLine = z.looseObject({ line: z.number().int().positive().optional() })

/** Levels of lists and objects. What is written has fewer; the schema and the fold go down all of them, on the stack. */
const maxDepth = 100

const isDeeper = (value: unknown, levels: number): boolean =>
	typeof value === 'object' &&
	value !== null &&
	(levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1)))

/** One line of an event log, or what is wrong with it. */
export function parseEventLine(text: string): ParsedLine {
	let json: unknown
	try {
		json = JSON.parse(text)
	} catch (error) {
		return { problem: error instanceof Error ? error.message : String(error) }
	}
	if (isDeeper(json, maxDepth)) return { problem: `it is nested more than ${maxDepth} deep` }
	const numbered = numberedLine.safeParse(json)
	if (!numbered.success) return { problem: z.prettifyError(numbered.error) }
	const { line, ...fields } = numbered.data
	const parsed = eventSchema.safeParse(fields)
	return parsed.success ? { event: parsed.data, line } : { problem: z.prettifyError(parsed.error) }
}

/**
 * Reads the text of an `events.ndjson`. Only the last line may be broken, and only when it lacks its
 * end: a line lost from the middle could be the one that said `fail`.
 * @throws HostError naming the line that is damaged, or not in its place.
 */
export function parseEvents(text: string, name = 'events.ndjson'): ReadEvents {
	const lines = text.split('\n')
	const tail = lines.pop() ?? ''
	let numbered = false
	const placed = (parsed: Exclude<ParsedLine, { problem: string }>, index: number): RunEvent => {
		if (index === 0) numbered = parsed.line !== undefined
		if (!numbered || parsed.line === index + 1) return parsed.event
		throw damaged(`${name}:${index + 1}`, `it is numbered ${parsed.line ?? 'not at all'}: ${LINES_LOST}`)
	}
	const events = lines.map((line, index) => {
		const parsed = parseEventLine(line)
		if ('event' in parsed) return placed(parsed, index)
		throw damaged(`${name}:${index + 1}`, parsed.problem)
	})
	if (tail === '') return { events, truncated: undefined }
	// Only the newline may be missing: then the event is whole and counts.
	const parsed = parseEventLine(tail)
	if ('event' in parsed) return { events: [...events, placed(parsed, lines.length)], truncated: undefined }
	return { events, truncated: { line: lines.length + 1, text: tail.slice(0, 200) } }
}

/** What it means when the numbers of lines have a gap. */
const LINES_LOST = 'lines before it were lost, or written twice'

const damaged = (where: string, problem: string): HostError =>
	new HostError(`${where} is damaged: ${problem}`, {
		hint: 'Nothing can be concluded from a damaged event log; run again.',
	})

/** @throws HostError when the file cannot be read or is damaged before its last line. */
export async function readEvents(
	path: string,
	{ signal }: { signal?: AbortSignal } = {},
): Promise<ReadEvents> {
	return parseEvents(await readLog(path, signal), path)
}

/** Bytes: a string of Node's holds no more. */
const maxLogBytes = 500 * 2 ** 20

/**
 * The text of an event log. It may be a stranger's.
 * @throws ConfigurationError for what is no plain file; else what the file system does, with its `code`.
 */
export const readLogText = (path: string, signal?: AbortSignal): Promise<string> =>
	readPlain(path, {
		maxBytes: maxLogBytes,
		signal,
		hint: 'An event log is what a run wrote: take the directory of another run.',
	})

async function readLog(path: string, signal?: AbortSignal): Promise<string> {
	try {
		return await readLogText(path, signal)
	} catch (cause) {
		signal?.throwIfAborted()
		if (cause instanceof HarnessError) throw cause
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
