import { InterruptedError, type RunEvent } from '#results'
import { foldView, nothingYet } from '../../view/state.ts'

export interface FailureLimit {
	/** Aborts when there are as many failures as are allowed. */
	readonly signal: AbortSignal
	readonly onEvent: (event: RunEvent) => void
	/** In words, once it has aborted; and what the run's exit code is then. */
	readonly reached: () => { readonly words: string; readonly exitCode: 1 | 3 } | undefined
}

/** Counts the checks that failed or were flaky, and cells that broke, as their cells end; what is known is none. */
export function limitFailures(max: number | undefined): FailureLimit {
	const controller = new AbortController()
	let state = nothingYet
	let failures = 0
	let broke = false
	let reached: ReturnType<FailureLimit['reached']>
	return {
		signal: controller.signal,
		onEvent(event) {
			if (max === undefined || reached !== undefined) return
			state = foldView(state, event)
			if (event.type !== 'cell.ended') return
			const record = state.records.get(event.cell)
			const red =
				record?.checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'flaky').length ?? 0
			const broken = record?.verdict === 'error'
			failures += red + (broken ? 1 : 0)
			broke ||= broken
			if (failures < max) return
			const words = `Stopped after ${failures === 1 ? 'a failure' : `${failures} failures`} (--max-failures ${max}).`
			// As for a whole run: a cell that broke says nothing about the product.
			reached = { words, exitCode: broke ? 3 : 1 }
			controller.abort(new InterruptedError(words))
		},
		reached: () => reached,
	}
}
