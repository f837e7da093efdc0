import { type FormKind, type WayOutcome, describeForm } from '#results'
import { CheckFailed } from './outcome.ts'
import type { Failure } from '../probes/wrong-with.ts'

/** The ways that a check may ask, and the forms in which each may fail. */
export type KnownWays = Readonly<Record<string, readonly FormKind[]>>

/**
 * The ways that a check has asked, and what was wrong with each. It fails at its end, with all of them: what one way came
 * to must not keep the others from being asked.
 */
export class WayBook {
	readonly #known: KnownWays
	readonly #asks: boolean
	readonly #asked = new Map<string, Failure | undefined>()

	/** @param own without those that every check has, such as the daemon's; none of a check that records facts only. */
	constructor(known: KnownWays, own = known) {
		this.#known = known
		this.#asks = Object.keys(own).length > 0
	}

	/**
	 * A form that the catalogue does not foresee is a failure like the others: no rule can name it, so it is never known.
	 * @throws TypeError for a way that the catalogue does not know, and for one asked twice.
	 */
	enter(way: string, failure?: Failure): void {
		if (this.#known[way] === undefined)
			throw new TypeError(`the catalogue knows no way "${way}" of this check`)
		if (this.#asked.has(way)) throw new TypeError(`the way "${way}" was asked twice`)
		this.#asked.set(way, failure)
	}

	/** @throws CheckFailed when something was wrong with a way; TypeError when the check has ways of its own and asked none. */
	settle(): void {
		if (this.#asks && this.#asked.size === 0)
			throw new TypeError('the check asked none of its ways, so nothing is shown')
		const failed = this.#failures()
		if (failed.length > 0) throw new CheckFailed(failed.join('\n'), this.outcomes())
	}

	/** What a check came to that ended before it could settle: `error` brings ways of its own, and the words of the others. */
	joined(error: unknown): unknown {
		if (!(error instanceof CheckFailed) || this.#asked.size === 0) return error
		const told = new Set(error.ways.map(({ way }) => way))
		const others = this.outcomes().filter(({ way }) => !told.has(way))
		const words = this.#failures((way) => !told.has(way))
		return new CheckFailed([...words, error.message].join('\n'), [...others, ...error.ways])
	}

	outcomes(): WayOutcome[] {
		return this.#inOrder().map(([way, failure]) =>
			failure === undefined ? { way, ok: true } : { way, ok: false, form: failure.form },
		)
	}

	/** The catalogue's order: side by side, ways end as it happens. */
	#inOrder(): [string, Failure | undefined][] {
		return Object.keys(this.#known)
			.filter((way) => this.#asked.has(way))
			.map((way) => [way, this.#asked.get(way)])
	}

	#failures(told: (way: string) => boolean = () => true): string[] {
		return this.#inOrder().flatMap(([way, failure]) =>
			failure !== undefined && told(way) ? [`${way}: ${failure.words || describeForm(failure.form)}`] : [],
		)
	}
}
