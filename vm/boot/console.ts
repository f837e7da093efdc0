import { followFile, plainText } from '../host/index.ts'

/** Lines after which no guest of ours ever comes up. */
const fatal = [
	/rootless-matrix-initrd: FATAL: .*/,
	/VFS: Unable to mount root.*/,
	/Kernel panic - not syncing.*/,
	/You are in emergency mode.*/,
]

/** What the console has said so far; `fold` it over chunks. */
export interface ConsoleState {
	/** The end of the text, without escape sequences. */
	readonly tail: string
	/** The first line that means the boot has failed. */
	readonly fatal?: string
	readonly bytes: number
}

export const silentConsole: ConsoleState = { tail: '', bytes: 0 }

const tailLength = 8_192

export function readConsole(state: ConsoleState, chunk: string): ConsoleState {
	const text = state.tail + plainText(chunk)
	const found = state.fatal ?? fatal.map((pattern) => pattern.exec(text)?.[0]).find(Boolean)
	return {
		tail: text.slice(-tailLength),
		bytes: state.bytes + chunk.length,
		...(found === undefined ? {} : { fatal: found.trim() }),
	}
}

/** The last line with anything on it, for a message. */
export function lastLine(state: ConsoleState): string | undefined {
	return state.tail
		.split('\n')
		.findLast((line) => line.trim())
		?.trim()
		.slice(0, 200)
}

/** Reads what QEMU appends to the file, and calls back with each new state, until the signal aborts. */
export async function followConsole(
	path: string,
	{
		signal,
		everyMs,
		onChange,
	}: { signal: AbortSignal; everyMs: number; onChange: (state: ConsoleState) => void },
): Promise<ConsoleState> {
	const decoder = new TextDecoder()
	let state = silentConsole
	const onBytes = (bytes: Buffer) => {
		state = readConsole(state, decoder.decode(bytes, { stream: true }))
		onChange(state)
	}
	await followFile(path, { signal, every: everyMs, missing: 'make', onBytes })
	return state
}
