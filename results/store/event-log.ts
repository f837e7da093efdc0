import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { HostError, InternalError } from '../errors/index.ts'
import { event as eventSchema, type NewEvent, type RunEvent } from '../schema/index.ts'
import { z } from 'zod'
import { boundedEvent } from './limits.ts'
import { eventLine } from './read-events.ts'

/** Losing an event of these would cost a whole cell; the others may wait for the kernel. */
const synced: readonly RunEvent['type'][] = ['run.started', 'cell.ended', 'run.ended']

/** No link: an event log is appended to as root, in a directory that may be somebody else's. */
const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW

/** Appends to `events.ndjson`. Writes are synchronous: an event is on file before anybody hears of it. */
export class EventLog {
	readonly path: string
	readonly #now: () => Date
	readonly #fd: number
	#lines: number
	#closed = false
	#refused: HostError | undefined

	/** `lines`: how many it has already. */
	constructor(path: string, now: () => Date, lines: number) {
		this.path = path
		this.#now = now
		this.#lines = lines
		this.#fd = openSync(path, flags, 0o644)
	}

	/**
	 * @throws HarnessError `internal` for an event the schema refuses; HostError when the disk does, and from then on each time:
	 * a short event would still fit on a full disk, and what came before it would be missing from a log that looks whole.
	 */
	append(newEvent: NewEvent): RunEvent {
		if (this.#refused) throw this.#refused
		if (this.#closed) throw new InternalError(`"${newEvent.type}" came after the event log was closed`)
		const parsed = eventSchema.safeParse({ ...boundedEvent(newEvent), at: this.#now().toISOString() })
		if (!parsed.success)
			throw new InternalError(`"${newEvent.type}" is no valid event: ${z.prettifyError(parsed.error)}`)
		this.#write(eventLine(parsed.data, this.#lines + 1), synced.includes(newEvent.type))
		this.#lines++
		return parsed.data
	}

	close(): void {
		if (this.#closed) return
		this.#closed = true
		closeSync(this.#fd)
	}

	#write(line: string, sync: boolean): void {
		const bytes = Buffer.from(line)
		const before = fstatSync(this.#fd).size
		try {
			for (let written = 0; written < bytes.length;)
				written += writeSync(this.#fd, bytes, written, bytes.length - written)
			if (sync) fsyncSync(this.#fd)
		} catch (cause) {
			this.#takeBack(before)
			this.#refused = new HostError(`cannot write to the event log ${this.path}`, {
				cause,
				hint: 'Is the disk full? Free some space and run again.',
			})
			throw this.#refused
		}
	}

	/** A full disk takes half a line; the next event must not be glued to it. */
	#takeBack(size: number): void {
		try {
			ftruncateSync(this.#fd, size)
		} catch {
			// The reader reports what is left; the write's own error is the one to throw.
		}
	}
}
