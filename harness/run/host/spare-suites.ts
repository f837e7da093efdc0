import { type OpenSuites, openSuites, type prepareSuites } from '#suites'

/** What asks the checks of cells. */
export interface SuitesSource {
	readonly open: typeof openSuites
	readonly prepare: typeof prepareSuites
}

export interface SpareSuitesOptions {
	readonly checks?: readonly string[] | undefined
	/** Of each VM. */
	readonly cpus: number
	/** How many cells may want one at the same time. */
	readonly max: number
	/** Default: the product's suites. */
	readonly open?: SuitesSource['open'] | undefined
}

/**
 * Suite processes for the cells of one run, opened before they are needed: while a VM comes up, and for the next cells
 * while the checks of these wait for their guests. Disposing of it ends those that nobody took.
 */
export class SpareSuites implements AsyncDisposable {
	readonly #options: SpareSuitesOptions
	readonly #spares: Promise<OpenSuites>[] = []

	constructor(options: SpareSuitesOptions) {
		this.#options = options
	}

	/** The taker disposes of it. */
	take(): Promise<OpenSuites> {
		return this.#spares.shift() ?? this.#open()
	}

	/** Opens one more for whoever takes it, if there are not enough. */
	prepare(): void {
		if (this.#spares.length < this.#options.max) this.#spares.push(this.#open())
	}

	async [Symbol.asyncDispose](): Promise<void> {
		const spares = await Promise.allSettled(this.#spares.splice(0))
		for (const spare of spares) if (spare.status === 'fulfilled') await spare.value[Symbol.asyncDispose]()
	}

	#open(): Promise<OpenSuites> {
		const { checks, cpus, open = openSuites } = this.#options
		const opened = open({ checks, cpus })
		// It is the taker's to report.
		opened.catch(() => undefined)
		return opened
	}
}
