import { bytes } from './bytes.ts'
import { clock } from './duration.ts'
import type { Screen } from './live.ts'
import { fit, oneLine } from './one-line.ts'

/** What has arrived of one file. */
interface Transfer {
	readonly key: string
	readonly received: number
	readonly total: number | undefined
}

export interface TransferView extends Disposable {
	readonly onNote: (message: string) => void
	readonly onProgress: (transfer: Transfer) => void
}

/** In a log each file is worth a line now and then; on a terminal the last line is redrawn. */
const LINE_EVERY_MS = 10_000
const REDRAW_EVERY_MS = 200

/** Shows downloads and builds, which have no events: a line for each note, and how far each file has come. */
export function transferView(
	screen: Screen,
	{ now, live }: { readonly now: () => number; readonly live: boolean },
): TransferView {
	const since = now()
	const told = new Map<string, number>()
	const open = new Map<string, Transfer>()
	let drawn = false
	const erase = () => {
		const text = drawn ? '\r\u001b[2K' : ''
		drawn = false
		return text
	}
	const print = (text: string) =>
		void screen.write(`${erase()}[${clock(now() - since).padStart(5)}] ${oneLine(text)}\n`)
	const isDue = (key: string, every: number) => {
		const last = told.get(key)
		if (last !== undefined && now() - last < every) return false
		told.set(key, now())
		// The first bytes are not worth a line: the note has just said that it begins.
		return last !== undefined
	}
	return {
		onNote: print,
		onProgress(transfer) {
			const isWhole = transfer.received === transfer.total
			if (isWhole) open.delete(transfer.key)
			else open.set(transfer.key, transfer)
			if (isWhole) print(`${transfer.key}: ${bytes(transfer.received)}, all of it`)
			else if (!live) {
				if (isDue(transfer.key, LINE_EVERY_MS)) print(`${transfer.key}: ${amount(transfer)}`)
			} else if (isDue('', REDRAW_EVERY_MS)) {
				const line = [...open.values()].map((one) => `${one.key} ${amount(one)}`).join('   ')
				screen.write(`${erase()}${fit(oneLine(line), (screen.columns ?? 80) - 1)}`)
				drawn = true
			}
		},
		[Symbol.dispose]: () => void (drawn && screen.write(erase())),
	}
}

const amount = ({ received, total }: Transfer) =>
	total === undefined
		? bytes(received)
		: `${bytes(received)} of ${bytes(total)} (${Math.floor((100 * received) / Math.max(1, total))} %)`
