import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ConfigurationError, HostError } from '../errors/index.ts'
import { assertOwnPath, namesUnder, removeUnfinished, strangeness } from '../files/index.ts'
import type { NewEvent, RunEvent } from '../schema/index.ts'
import { assertLinkPlace, linkDurably } from './durable.ts'
import { EventLog } from './event-log.ts'
import { mendEvents } from './read-events.ts'

/** The link in a directory of runs that leads to the newest one. */
export const LATEST = 'latest'

/** The event log of a run: what has one is a run. */
export const logOf = (dir: string): string => join(dir, 'events.ndjson')

export type EventListener = (event: RunEvent) => void

export interface CreateRunOptions {
	/** Usually `runs`; made when missing. */
	readonly runsDir: string
	/** The matrix's name, which ends up in the run's id. */
	readonly matrix: string
	readonly now?: () => Date
	readonly signal?: AbortSignal
}

const nameOf = (matrix: string): string => matrix.replace(/[^A-Za-z0-9._-]+/g, '_').slice(0, 60) || 'matrix'

/** `20261123T011500Z-quick`: sorts by time, and is a file name everywhere. */
export function runIdFor(at: Date, matrix: string): string {
	return `${at
		.toISOString()
		.replace(/\.\d+Z$/, 'Z')
		.replace(/[-:]/g, '')}-${nameOf(matrix)}`
}

const isTaken = (error: unknown): boolean =>
	error instanceof Error && 'code' in error && error.code === 'EEXIST'

/** Two runs may begin within one second; the second one gets a number. */
async function claimDirectory(runsDir: string, wanted: string): Promise<string> {
	for (let number = 1; ; number++) {
		const runId = number === 1 ? wanted : `${wanted}-${number}`
		try {
			await mkdir(join(runsDir, runId))
			return runId
		} catch (error) {
			if (!isTaken(error)) throw error
		}
	}
}

/** One run's directory, and its event log. */
export class RunStore implements AsyncDisposable {
	readonly runId: string
	/** Absolute or relative as `runsDir` was. */
	readonly dir: string
	readonly #log: EventLog
	readonly #events: RunEvent[] = []
	readonly #listeners = new Set<EventListener>()

	/** `before`: what its log holds already. */
	constructor(dir: string, now: () => Date, before: readonly RunEvent[] = []) {
		this.dir = dir
		this.runId = basename(dir)
		this.#events.push(...before)
		this.#log = new EventLog(logOf(dir), now, before.length)
	}

	/** Everything recorded so far, in order. */
	get events(): readonly RunEvent[] {
		return this.#events
	}

	/**
	 * Records an event, then tells the subscribers. A subscriber that throws ends nothing: it only shows.
	 * @throws HostError when it cannot be written, HarnessError `internal` when it is no valid event.
	 */
	emit(newEvent: NewEvent): RunEvent {
		const event = this.#log.append(newEvent)
		this.#events.push(event)
		for (const listener of this.#listeners) {
			try {
				listener(event)
			} catch (error) {
				process.emitWarning(`a subscriber of the event log threw: ${String(error)}`)
			}
		}
		return event
	}

	/** @returns what ends the subscription. */
	onEvent(listener: EventListener): () => void {
		this.#listeners.add(listener)
		return () => void this.#listeners.delete(listener)
	}

	/**
	 * Where a cell's evidence lies, relative to the run's directory; the directory exists afterwards.
	 * @throws ConfigurationError when what is there already would lead evidence out of the run.
	 */
	async makeCellDir(slug: string): Promise<string> {
		const relative = join('cells', slug)
		const path = join(this.dir, relative)
		await assertOwnPath(this.dir, relative, 'directory')
		await mkdir(path, { recursive: true })
		// Whoever writes evidence writes to names that may be there from before.
		for (const name of await namesUnder(path)) {
			const strange = await strangeness(join(path, name))
			if (strange !== undefined)
				throw new ConfigurationError(`${join(path, name)} ${strange}; expected evidence of a run.`, {
					hint: 'Move it away. Who put it there?',
				})
		}
		return relative
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#log.close()
		this.#listeners.clear()
	}
}

/**
 * Makes `runsDir/<runId>/`, opens its event log and points `runsDir/latest` at it.
 * @throws ConfigurationError when `latest` is no link, HostError when the directory cannot be made.
 */
export async function createRun(options: CreateRunOptions): Promise<RunStore> {
	const { runsDir, matrix, now = () => new Date(), signal } = options
	signal?.throwIfAborted()
	// Before there is a run without it.
	await assertLinkPlace(join(runsDir, LATEST))
	let store: RunStore | undefined
	try {
		await mkdir(runsDir, { recursive: true })
		const runId = await claimDirectory(runsDir, runIdFor(now(), matrix))
		store = new RunStore(join(runsDir, runId), now)
		await linkDurably(join(runsDir, LATEST), runId)
		return store
	} catch (cause) {
		await store?.[Symbol.asyncDispose]()
		throw new HostError(`cannot make the directory of a run in ${runsDir}`, {
			cause,
			hint: 'It must be a writable directory.',
		})
	}
}

/** Makes sure that what is appended to a run's log, and its evidence, stay in its directory. @throws ConfigurationError */
export async function assertOwnLog(dir: string): Promise<void> {
	await assertOwnPath(dir, 'events.ndjson', 'file')
	await assertOwnPath(dir, 'cells', 'directory')
}

/**
 * Opens the directory of a run to go on with it, and points `latest` beside it there. Half a line that a killed run left
 * at the end of its event log is taken off, and half a report is removed. Nobody else may be writing to it.
 * @throws ConfigurationError when a link would lead what is written out of the run, HostError when the log cannot be read or
 * is damaged elsewhere.
 */
export async function reopenRun(dir: string, now: () => Date = () => new Date()): Promise<RunStore> {
	const path = logOf(dir)
	await assertOwnLog(dir)
	const events = await mendEvents(path)
	// Evidence is kept, whatever its name.
	await removeUnfinished(dir, ['cells'])
	await linkDurably(join(dir, '..', LATEST), basename(dir))
	return new RunStore(dir, now, events)
}
