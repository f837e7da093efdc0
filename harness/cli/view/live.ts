import type { RunEvent } from '#results'
import { clock } from './duration.ts'
import { frameOf } from './frame.ts'
import { linesOf, type LineOptions } from './lines.ts'
import { oneLine } from './one-line.ts'
import { foldView, nothingYet } from './state.ts'

/** Where a view writes. */
export interface Screen {
	write(text: string): unknown
	readonly isTTY?: boolean | undefined
	readonly columns?: number | undefined
	readonly rows?: number | undefined
}

/** Shows a run while it runs. Disposing it leaves the terminal as it was. */
export interface RunView extends Disposable {
	readonly onEvent: (event: RunEvent) => void
	/** Takes in what a resumed run has recorded before, and says nothing of it. */
	readonly onResumed: (before: readonly RunEvent[]) => void
	/** A line for the person at the terminal that is no event of the run. */
	readonly notice: (text: string) => void
}

export interface ViewOptions extends LineOptions {
	readonly now: () => number
}

const HIDE_CURSOR = '\u001b[?25l'
const SHOW_CURSOR = '\u001b[?25h'
const ERASE_BELOW = '\u001b[0J'

/** A block at the bottom of the terminal that is redrawn, with what has ended scrolling away above it. */
export function terminalView(screen: Screen, options: ViewOptions): RunView {
	let state = nothingYet
	let drawn = 0
	const since = options.now()
	const erase = () => {
		const text = drawn === 0 ? '' : `\u001b[${drawn}A\r${ERASE_BELOW}`
		drawn = 0
		return text
	}
	const draw = (lines: readonly string[] = []) => {
		const { columns = 80, rows = 24 } = screen
		const frame = frameOf(state, { ...options, now: options.now(), since, width: columns, height: rows })
		// One write a frame: two would flicker.
		const before = erase()
		screen.write([before, ...[...lines, ...frame].map((line) => `${line}\n`)].join(''))
		drawn = frame.length
	}
	let open = true
	const restore = () => screen.write(SHOW_CURSOR)
	screen.write(HIDE_CURSOR)
	// Whatever ends the process, a terminal without a cursor must not be what stays of it.
	process.once('exit', restore)
	const ticker = setInterval(() => draw(), 500).unref()
	return {
		onEvent(event) {
			state = foldView(state, event)
			draw(linesOf(event, state, options, true))
		},
		onResumed: (before) => void (state = before.reduce(foldView, state)),
		notice: (text) => draw([oneLine(text)]),
		[Symbol.dispose]() {
			if (!open) return
			open = false
			clearInterval(ticker)
			screen.write(erase())
			process.removeListener('exit', restore)
			restore()
		},
	}
}

/** Plain lines, each with the time since the view began: for CI logs and files. */
export function plainView(screen: Screen, options: ViewOptions): RunView {
	let state = nothingYet
	const since = options.now()
	const print = (line: string) => screen.write(`[${clock(options.now() - since).padStart(5)}] ${line}\n`)
	return {
		onEvent(event) {
			state = foldView(state, event)
			linesOf(event, state, options).forEach(print)
		},
		onResumed: (before) => void (state = before.reduce(foldView, state)),
		notice: (text) => print(oneLine(text)),
		[Symbol.dispose]() {},
	}
}
