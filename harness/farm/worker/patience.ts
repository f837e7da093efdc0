import { StoreError } from '#harness/store'
import { explainError } from '#results'
import { pause } from '#vm/host'

export interface Patience {
	/** Milliseconds that a store may be away. */
	readonly patience: number
	readonly signal: AbortSignal
	readonly say: (message: string) => void
}

/** Milliseconds between two tries, at first and at most. */
const [FIRST, LAST] = [500, 30_000]

/**
 * Asks a store until it answers: one that is away, full or refuses for a while must cost no result, and what is damaged does
 * not mend itself. @throws what the store said last, when it was too long; InterruptedError.
 */
export async function patiently<T>(ask: () => Promise<T>, { patience, signal, say }: Patience): Promise<T> {
	const until = Date.now() + patience
	let said = ''
	for (let wait = FIRST; ; wait = Math.min(2 * wait, LAST)) {
		try {
			return await ask()
		} catch (error) {
			signal.throwIfAborted()
			if (!(error instanceof StoreError) || error.trouble === 'damaged' || Date.now() > until) throw error
			if (error.message !== said) say(`Waiting for the store: ${explainError(error)}`)
			said = error.message
			await pause(wait * (0.5 + Math.random() / 2), signal)
		}
	}
}
