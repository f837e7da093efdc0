import { InternalError } from '#results/errors'
import type { SuiteEvent } from './protocol.ts'

type Ended = Extract<SuiteEvent, { type: 'check.ended' }>

/** Keeps account of the checks: each of the catalogue starts once and ends once, whatever becomes of the child. */
export class Ledger {
	readonly #open: Set<string>
	readonly #started = new Set<string>()

	constructor(ids: readonly string[]) {
		this.#open = new Set(ids)
	}

	/**
	 * The events to pass on for one that came in: a skipped check ends without having started.
	 * @throws HarnessError for a check that nobody knows, or that ends twice.
	 */
	enter(event: SuiteEvent): SuiteEvent[] {
		const { check } = event
		if (!this.#open.has(check))
			throw new InternalError(`The suites reported "${check}" twice, or it is not in the catalogue`)
		if (event.type === 'check.ended') this.#open.delete(check)
		if (this.#started.has(check)) return event.type === 'check.started' ? [] : [event]
		this.#started.add(check)
		return event.type === 'check.started' ? [event] : [{ type: 'check.started', check }, event]
	}

	/** An `error` for every check that never ended: what did not report is never silently missing. */
	close(why: string): SuiteEvent[] {
		return [...this.#open].flatMap((check) => {
			const message = this.#started.has(check) ? `It did not end: ${why}` : `It never ran: ${why}`
			const ended: Ended = { type: 'check.ended', check, outcome: 'error', ms: 0, message }
			return this.enter(ended)
		})
	}

	get complete(): boolean {
		return this.#open.size === 0
	}
}
