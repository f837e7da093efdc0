import { StoreError } from '#harness/store'
import { explainError } from '#results'
import { askAgain } from '#vm/host'

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
	let said = ''
	return askAgain(ask, {
		signal,
		pauseAfter({ error, tries, ms }) {
			signal.throwIfAborted()
			if (!(error instanceof StoreError) || error.trouble === 'damaged' || ms > patience) throw error
			if (error.message !== said) say(`Waiting for the store: ${explainError(error)}`)
			said = error.message
			return Math.min(FIRST * 2 ** (tries - 1), LAST) * (0.5 + Math.random() / 2)
		},
	})
}
