import { openAgain, type OpenAgainOptions } from '#harness/run'
import { Round, type RoundEvent } from './round.ts'
import { type Save, Saves } from './saves.ts'

export interface WatchCellOptions extends OpenAgainOptions {
	/** Absolute: a source that is saved in one of them has the checks asked again. */
	readonly folders: readonly string[]
	/** Absolute, existing, of this user alone: has the evidence of the last rounds. Whoever made it removes it. */
	readonly scratch: string
	readonly onEvent: (event: WatchEvent) => void
}

export type WatchEvent = RoundEvent | { readonly type: 'saved'; readonly paths: readonly string[] }

/**
 * Asks a cell's checks, and again whenever a source of theirs is saved, each time in a VM that was just restored. The next VM
 * and the next process of the suites are made ready while nothing is saved. A save in the middle of a round ends that round.
 * @throws the signal's reason; a HarnessError when the cell does not come up, but where it only ran out of time.
 */
export async function watchCell(options: WatchCellOptions): Promise<never> {
	const { signal, folders, onEvent } = options
	using saves = new Saves(folders)
	const opener = await openAgain(options)
	let number = 0
	const next = (spare: boolean) => new Round({ ...options, opener, number: number++, spare })
	let round = next(true)
	let save: Save | undefined
	try {
		for (;;) {
			const complete = await round.ask(save, saves.next)
			await round[Symbol.asyncDispose]()
			signal.throwIfAborted()
			// A process that has met a source that does not load may have met it for good.
			round = next(complete)
			save = await Promise.race([saves.take(signal), round.failed])
			onEvent({ type: 'saved', paths: save.paths })
			if (!(await round.isLost())) continue
			await round[Symbol.asyncDispose]()
			round = next(complete)
		}
	} finally {
		await round[Symbol.asyncDispose]()
	}
}
