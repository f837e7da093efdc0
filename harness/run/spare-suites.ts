import { type OpenSuites, openSuites } from '#suites'

/**
 * Suite processes for the cells of one run, opened before they are needed: while a VM comes up, and one for the next cell
 * while the checks of this one wait for their guest. Disposing of it ends the one that nobody took.
 */
export class SpareSuites implements AsyncDisposable {
	readonly #options: { readonly checks?: readonly string[] | undefined; readonly cpus: number }
	#spare: Promise<OpenSuites> | undefined

	constructor(options: { readonly checks?: readonly string[] | undefined; readonly cpus: number }) {
		this.#options = options
	}

	/** The taker disposes of it. */
	take(): Promise<OpenSuites> {
		const taken = this.#spare ?? this.#open()
		this.#spare = undefined
		return taken
	}

	/** Opens one for whoever takes it next. */
	prepare(): void {
		this.#spare ??= this.#open()
	}

	async [Symbol.asyncDispose](): Promise<void> {
		const spare = this.#spare
		this.#spare = undefined
		await (await spare)?.[Symbol.asyncDispose]()
	}

	#open(): Promise<OpenSuites> {
		const opened = openSuites(this.#options)
		// It is the taker's to report.
		opened.catch(() => undefined)
		return opened
	}
}
