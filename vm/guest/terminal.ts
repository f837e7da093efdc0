import type { Readable, Writable } from 'node:stream'
import type { CommandContext } from './command-line.ts'

export interface TerminalSize {
	readonly rows: number
	readonly columns: number
}

/** The terminal that a command gets in the guest, kept as large as the one here. */
export interface TerminalOptions {
	/** As in TERM. */
	readonly term: string
	readonly size: TerminalSize
	/** Calls back with each new size until it is disposed of. */
	readonly onResize?: ((changed: (size: TerminalSize) => void) => Disposable) | undefined
}

export interface AttachOptions extends CommandContext {
	readonly signal?: AbortSignal | undefined
	readonly stdin: Readable
	readonly stdout: Writable
	/** Nothing goes there when there is a terminal: it has one stream for both. */
	readonly stderr: Writable
	/** Without it the command gets pipes. */
	readonly terminal?: TerminalOptions | undefined
}

export interface AttachedEnd {
	/** The exit code; 128 + the number when a signal ended it. */
	readonly code: number
	readonly signal?: string | undefined
}
