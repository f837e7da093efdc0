import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CellOpener, LiveCell, SuitesSource } from '#harness/run'
import { type CheckRecord, explainError, InterruptedError, judgeChecks, TimeoutError } from '#results'
import { type OpenSuites, openSuites, type SuiteEvent } from '#suites'
import { whyNeverRan } from './reason.ts'
import type { Save } from './saves.ts'
import { syntaxMistakes } from './syntax.ts'

export type RoundEvent =
	/** A VM is up, and waits for the next save. */
	| { readonly type: 'ready' }
	/** The VM that was to wait for the next save did not come up in time, or went; `begins`: when another one is started. */
	| { readonly type: 'lost'; readonly reason: string; readonly begins: 'now' | 'at the next save' }
	| ({ readonly type: 'judged'; readonly check: CheckRecord; readonly evidenceDir: string } & Took)
	/** No check ran, or not all of them. */
	| ({ readonly type: 'broken'; readonly reason: string } & Took)

/** Milliseconds since the save; in the first round, which nothing was saved for, since the VM was up. */
interface Took {
	readonly ms: number
}

export interface RoundOptions {
	readonly opener: CellOpener
	readonly checks: readonly string[]
	readonly suites?: SuitesSource | undefined
	readonly signal: AbortSignal
	/** Absolute. */
	readonly scratch: string
	/** Names the folder of its evidence, and of the one that is no longer of use. */
	readonly number: number
	/** Whether a process of the suites is started before it is asked. */
	readonly spare: boolean
	readonly onEvent: (event: RoundEvent) => void
}

/** One VM of a cell, and the process that asks the checks of it: made ready at once, asked once. */
export class Round implements AsyncDisposable {
	readonly #options: RoundOptions
	readonly #evidenceDir: string
	readonly #vm: Promise<LiveCell>
	#suites: Promise<OpenSuites> | undefined
	#isWanted = false
	#isAsked = false
	#isEnded = false
	#isUp = false

	constructor(options: RoundOptions) {
		const { opener, scratch, number, onEvent } = options
		this.#options = options
		this.#evidenceDir = join(scratch, String(number))
		this.#vm = rm(join(scratch, String(number - 2)), { recursive: true, force: true }).then(() =>
			opener.open(this.#evidenceDir),
		)
		this.#vm.then(
			({ guest }) => {
				this.#isUp = true
				if (this.#isWanted) return
				onEvent({ type: 'ready' })
				guest.lost.addEventListener('abort', () => this.#tellLost(guest.lost.reason), { once: true })
			},
			(error: unknown) => {
				if (error instanceof TimeoutError) this.#tellLost(error)
			},
		)
		if (options.spare) this.#takeSuites().catch(() => undefined)
	}

	/** Rejects when the VM does not come up, unless it only ran out of time. */
	get failed(): Promise<never> {
		return this.#vm.then(
			() => new Promise<never>(() => undefined),
			(error: unknown) => {
				if (error instanceof TimeoutError) return new Promise<never>(() => undefined)
				throw error
			},
		)
	}

	/** For a save that is there: whether another VM is needed, since this one went again or did not come up in time. */
	async isLost(): Promise<boolean> {
		this.#isWanted = true
		return this.#vm.then(
			({ guest }) => guest.lost.aborted,
			() => true,
		)
	}

	/** Ends early when another save comes. @returns whether the sources could be asked. */
	async ask(save: Save | undefined, nextSave: AbortSignal): Promise<boolean> {
		const { signal, onEvent } = this.#options
		this.#isWanted = this.#isAsked = true
		let began = save?.at ?? performance.now()
		const took = () => ({ ms: Math.round(performance.now() - began) })
		const reasons = new Set<string>()
		try {
			const [{ facts }, suites] = await Promise.all([this.#vm, this.#takeSuites()])
			if (save === undefined) began = performance.now()
			const enter = (event: SuiteEvent) => {
				if (event.type !== 'check.ended') return
				const why = whyNeverRan(event.message)
				if (why !== undefined) return void reasons.add(why)
				const evidenceDir = this.#evidenceDir
				const check = judgeChecks(facts.cell, facts.stack, [event])[event.check]
				if (check !== undefined) onEvent({ type: 'judged', check, evidenceDir, ...took() })
			}
			const either = AbortSignal.any([signal, nextSave])
			await suites.run(facts, { signal: either, keepFixtures: true, onEvent: enter })
		} catch (error) {
			if (signal.aborted) throw error
			// Another round follows, and says all.
			if (nextSave.aborted && error instanceof InterruptedError) return true
			if (!this.#isUp && !(error instanceof TimeoutError)) throw error
			reasons.add(explainError(error))
		}
		const mistakes = reasons.size === 0 ? [] : await syntaxMistakes(save?.paths ?? [], { signal })
		for (const reason of mistakes.length > 0 ? mistakes : reasons)
			onEvent({ type: 'broken', reason, ...took() })
		return reasons.size === 0
	}

	/** Idempotent, as what it disposes of. */
	async [Symbol.asyncDispose](): Promise<void> {
		this.#isEnded = true
		const suites = await this.#suites?.catch(() => undefined)
		await suites?.[Symbol.asyncDispose]()
		const live = await this.#vm.catch(() => undefined)
		await live?.[Symbol.asyncDispose]()
	}

	/** Of a round that is asked, `ask` tells it; of one that ends, nobody wants to know. */
	#tellLost(error: unknown): void {
		const { signal, onEvent } = this.#options
		if (this.#isAsked || this.#isEnded || signal.aborted) return
		const begins = this.#isWanted ? 'now' : 'at the next save'
		onEvent({ type: 'lost', reason: explainError(error), begins })
	}

	#takeSuites(): Promise<OpenSuites> {
		const { checks, opener, scratch, suites } = this.#options
		const late = { cacheDir: join(scratch, 'transformed') }
		return (this.#suites ??= (suites?.open ?? openSuites)({ checks, cpus: opener.cpus, late }))
	}
}
