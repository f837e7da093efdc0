import type { Guest } from '#vm'

/** Runs something that a check does to its world. */
export type Around = <T>(work: () => Promise<T>) => Promise<T>

/**
 * When the evidence of a check is taken that its end would destroy: once, after its first failure, before the next command
 * that it has run in the VM, and while none of its own runs. A server is stopped and a route removed by such a command, so
 * that they are still there; and a question that is under way is not slowed down.
 */
export class EarlyEvidence {
	readonly #take: () => Promise<void>
	#wanted = false
	#running = 0
	#taken: Promise<void> | undefined
	#ms = 0

	/** @param take Never rejects. */
	constructor(take: () => Promise<void>) {
		this.#take = take
	}

	/** Something was wrong. */
	want(): void {
		this.#wanted = true
	}

	/** Milliseconds that the check has waited for it. */
	get ms(): number {
		return Math.round(this.#ms)
	}

	readonly around: Around = async (work) => {
		if (this.#wanted && this.#running === 0) this.#taken ??= this.#taking()
		await this.#taken
		this.#running++
		try {
			return await work()
		} finally {
			this.#running--
		}
	}

	async #taking(): Promise<void> {
		const began = performance.now()
		await this.#take()
		this.#ms = performance.now() - began
	}
}

/** The same guest, whose commands go through `around`. */
export const guestThrough = (guest: Guest, around: Around): Guest => ({
	...guest,
	exec: (...args) => around(() => guest.exec(...args)),
	check: (...args) => around(() => guest.check(...args)),
	put: (...args) => around(() => guest.put(...args)),
	get: (...args) => around(() => guest.get(...args)),
})

/** The same resource, whose disposal goes through `around`. */
export const disposedThrough = <T extends AsyncDisposable>(resource: T, around: Around): T =>
	Object.create(resource, {
		[Symbol.asyncDispose]: { value: () => around(async () => resource[Symbol.asyncDispose]()) },
	}) as T
