import { clock } from './duration.ts'
import type { Screen } from './live.ts'
import { fit, oneLine } from './one-line.ts'

/** Shows which step of something long goes on. */
export interface StepsView extends Disposable {
	readonly step: (text: string) => void
}

/** What is over before is worth no line. */
const FIRST_LINE_MS = 2000
const LINE_EVERY_MS = 10_000
const CLEAR = '\r\u001b[2K'

/** On a terminal a line that is redrawn; elsewhere a line after two seconds, and every ten from then on. */
export function stepsView(
	screen: Screen,
	{ now, live }: { readonly now: () => number; readonly live: boolean },
): StepsView {
	const since = now()
	let due = since + FIRST_LINE_MS
	let shown = ''
	const sayWhenDue = () => {
		const at = now()
		if (live || at < due) return
		due = at + LINE_EVERY_MS
		screen.write(`[${clock(at - since).padStart(5)}] ${shown}\n`)
	}
	// One step alone may last: a root disk is read for a minute.
	const ticker = setInterval(sayWhenDue, 500).unref()
	return {
		step(text) {
			shown = oneLine(text)
			if (live) screen.write(`${CLEAR}${fit(shown, (screen.columns ?? 80) - 1)}`)
			sayWhenDue()
		},
		[Symbol.dispose]() {
			clearInterval(ticker)
			if (live && shown !== '') screen.write(CLEAR)
		},
	}
}
