/**
 * What has to be undone at the end, in reverse order, each once and each even when another fails: the part of
 * AsyncDisposableStack (ES2026) that is needed here, which Node has from 24 on.
 */
export class CleanupStack implements AsyncDisposable {
	readonly #steps: (() => Promise<unknown>)[] = []

	/** Runs `undo` at the end. */
	defer(undo: () => Promise<unknown>): void {
		this.#steps.push(undo)
	}

	/** Disposes of `resource` at the end. */
	use<T extends AsyncDisposable>(resource: T): T {
		this.defer(async () => resource[Symbol.asyncDispose]())
		return resource
	}

	/** Hands all of it to a stack that is returned: this one has nothing to undo any more. */
	move(): CleanupStack {
		const whole = new CleanupStack()
		whole.#steps.push(...this.#steps.splice(0))
		return whole
	}

	/** @throws the first error of a step, once all of them have run. A second call does nothing. */
	async [Symbol.asyncDispose](): Promise<void> {
		const failures: unknown[] = []
		for (let undo = this.#steps.pop(); undo; undo = this.#steps.pop()) {
			try {
				await undo()
			} catch (error) {
				failures.push(error)
			}
		}
		if (failures.length > 0) throw failures[0]
	}
}

/** What went wrong first, where disposing of something threw as well: the one that explains the rest. */
export function firstError(error: unknown): unknown {
	let first = error
	while (isSuppressing(first)) first = first.suppressed
	return first
}

const isSuppressing = (error: unknown): error is { readonly suppressed: unknown } =>
	error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error
