import type { Readable, Writable } from 'node:stream'
import type { AttachedEnd, Guest, TerminalSize } from '#vm'
import { escapable } from './escape.ts'
import { standIn, type Stand } from './places.ts'

/** What a person sits before: this process's streams, or a test's. */
export interface Seat {
	readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?: (raw: boolean) => unknown }
	readonly stdout: Writable & {
		readonly isTTY?: boolean
		readonly rows?: number | undefined
		readonly columns?: number | undefined
	}
	readonly stderr: Writable
	/** TERM here. */
	readonly term?: string | undefined
}

export interface SitOptions {
	readonly stand: Stand
	/** PATH with the programs of the stack. */
	readonly path: string
	readonly signal: AbortSignal
}

/** Whether the seat is a terminal, and so the command gets one. */
export const isTerminal = ({ stdin, stdout }: Seat): boolean => stdin.isTTY === true && stdout.isTTY === true

/**
 * Runs a command, or a shell, in a place of a VM with the caller's own streams. Of a terminal every key goes there, Ctrl-C
 * too; `~.` at the beginning of a line leaves. @returns the exit code.
 */
export async function sit(guest: Guest, seat: Seat, { stand, path, signal }: SitOptions): Promise<number> {
	const { stdin, stdout, stderr } = seat
	const terminal = isTerminal(seat)
	const { argv, context } = await standIn(guest, stand, { path, isTerminal: terminal, signal })
	if (!terminal) return (await guest.attach(argv, { ...context, stdin, stdout, stderr, signal })).code
	const left = new AbortController()
	const typed = escapable(() => left.abort())
	const size = (): TerminalSize => ({ rows: stdout.rows ?? 24, columns: stdout.columns ?? 80 })
	stdin.setRawMode?.(true)
	stdin.pipe(typed)
	try {
		const end = await guest.attach(argv, {
			...context,
			stdin: typed,
			stdout,
			stderr,
			signal: AbortSignal.any([signal, left.signal]),
			terminal: {
				term: seat.term ?? 'xterm',
				size: size(),
				onResize(changed) {
					const listener = () => changed(size())
					stdout.on('resize', listener)
					return { [Symbol.dispose]: () => void stdout.off('resize', listener) }
				},
			},
		})
		return end.code
	} catch (error) {
		if (left.signal.aborted && !signal.aborted) return LEFT.code
		throw error
	} finally {
		stdin.unpipe(typed)
		stdin.pause()
		stdin.setRawMode?.(false)
	}
}

/** As ssh ends when its connection does. */
const LEFT: AttachedEnd = { code: 255 }
