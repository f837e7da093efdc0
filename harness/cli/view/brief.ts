import { marks, shownCheck } from '#results'
import { linesOf } from './lines.ts'
import type { RunView, Screen, ViewOptions } from './live.ts'
import { paint } from './mark.ts'
import { foldView, nothingYet, type ViewState } from './state.ts'

/** Cells as they end, and what the harness says before there is a run: no phases, no times. */
export const lineView = (screen: Screen, options: ViewOptions): RunView =>
	briefView((event, state) =>
		event.type === 'cell.ended'
			? screen.write(
					linesOf(event, state, options)
						.map((line) => `${line}\n`)
						.join(''),
				)
			: undefined,
	)

/** A character for each check, as the cells end: a dot for what passed or was skipped, else the verdict's glyph. */
export function dotView(screen: Screen, { color }: ViewOptions): RunView {
	const width = screen.columns ?? 80
	let column = 0
	const put = (glyph: string) => {
		screen.write(glyph)
		if (++column < width) return
		screen.write('\n')
		column = 0
	}
	return briefView((event, state) => {
		if (event.type === 'run.ended' && column > 0) screen.write('\n')
		if (event.type !== 'cell.ended') return
		const record = state.records.get(event.cell)
		// What no check can stand for.
		if (record?.checks.length === 0) put(paint(marks[record.verdict].sgr, marks[record.verdict].glyph, color))
		for (const check of record?.checks ?? []) {
			const { glyph, sgr } = marks[shownCheck(check)]
			put(check.verdict === 'pass' || check.verdict === 'skipped' ? '·' : paint(sgr, glyph, color))
		}
	})
}

function briefView(show: (event: Parameters<RunView['onEvent']>[0], state: ViewState) => void): RunView {
	let state = nothingYet
	return {
		onEvent(event) {
			state = foldView(state, event)
			show(event, state)
		},
		onResumed: (before) => void (state = before.reduce(foldView, state)),
		notice: () => {},
		[Symbol.dispose]() {},
	}
}
