/** Aborts its signal when it is not fed for a while. */
export class Watchdog implements Disposable {
	readonly #controller = new AbortController()
	readonly #reason: () => Error
	#ms: number
	#timer: NodeJS.Timeout

	/** `reason` makes what the signal is aborted with, after `ms` milliseconds of hunger. */
	constructor(ms: number, reason: () => Error) {
		this.#ms = ms
		this.#reason = reason
		this.#timer = this.#start()
	}

	get signal(): AbortSignal {
		return this.#controller.signal
	}

	/** Starts the time anew, with another allowance if one is given. */
	feed(ms = this.#ms): void {
		this.#ms = ms
		clearTimeout(this.#timer)
		this.#timer = this.#start()
	}

	[Symbol.dispose](): void {
		clearTimeout(this.#timer)
	}

	#start(): NodeJS.Timeout {
		return setTimeout(() => this.#controller.abort(this.#reason()), this.#ms)
	}
}
