import { InterruptedError, type RunEvent } from '#results'
import { foldView, nothingYet } from '../../view/state.ts'

export interface FailureLimit {
	/** Aborts when there are as many failures as are allowed. */
	readonly signal: AbortSignal
	readonly onEvent: (event: RunEvent) => void
	/** In words, once it has aborted. */
	readonly reached: () => string | undefined
}

/** Counts the checks that failed or were flaky, and cells that broke, as their cells end; what is known is none. */
export function limitFailures(max: number | undefined): FailureLimit {
	const controller = new AbortController()
	let state = nothingYet
	let failures = 0
	let reached: string | undefined
	return {
		signal: controller.signal,
		onEvent(event) {
			if (max === undefined || reached !== undefined) return
			state = foldView(state, event)
			if (event.type !== 'cell.ended') return
			const record = state.records.get(event.cell)
			const red =
				record?.checks.filter(({ verdict }) => verdict === 'fail' || verdict === 'flaky').length ?? 0
			failures += red + (record?.verdict === 'error' ? 1 : 0)
			if (failures < max) return
			reached = `Stopped after ${failures === 1 ? 'a failure' : `${failures} failures`} (--max-failures ${max}).`
			controller.abort(new InterruptedError(reached))
		},
		reached: () => reached,
	}
}
