import { marks, shownCheck, type Verdict } from '#results'
import { duration } from './duration.ts'
import { linesOf } from './lines.ts'
import { plainView, type RunView, type Screen, type ViewOptions } from './live.ts'
import { paint } from './mark.ts'
import { oneLine } from './one-line.ts'
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

const unexpected: readonly Verdict[] = ['error', 'fail', 'flaky', 'fixed']

/** Only what is not as expected: the checks that say so, and the cells that broke. */
export const quietView = (screen: Screen, { color }: ViewOptions): RunView =>
	briefView((event, state) => {
		if (event.type !== 'cell.ended') return
		const record = state.records.get(event.cell)
		if (!record) return
		const line = (verdict: keyof typeof marks, what: string) => {
			const { glyph, word, sgr } = marks[verdict]
			screen.write(`${paint(sgr, `${glyph} ${word.padEnd(5)}`, color)}  ${record.slug}  ${what}\n`)
		}
		for (const check of record.checks)
			if (unexpected.includes(check.verdict)) {
				const said = check.message === undefined ? '' : `: ${oneLine(check.message)}`
				line(shownCheck(check), `${check.id}${said}`)
			}
		if (record.verdict === 'error' && !record.checks.some(({ verdict }) => verdict === 'error'))
			line('error', oneLine(record.reason ?? 'the cell broke'))
	})

/** Lines for everything, also on a terminal: phases, each check as it is answered, and notes as long as they are. */
export function verboseView(screen: Screen, options: ViewOptions): RunView {
	const view = plainView(screen, { ...options, wholeNotes: true })
	let state = nothingYet
	return {
		...view,
		onEvent(event) {
			state = foldView(state, event)
			view.onEvent(event)
			if (event.type === 'check.ended') {
				const slug = state.run?.cells.get(event.cell)?.plan.slug ?? event.cell
				view.notice(`${slug}: ${event.check}: ${event.outcome} in ${duration(event.ms)}`)
			}
		},
	}
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
