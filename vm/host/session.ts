import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'

/** How a program ended: one of the two is set. */
interface SessionEnd {
	readonly code: number | null
	readonly signal: NodeJS.Signals | null
}

/** A program in a session of its own, whose standard input is a pipe of this process. */
export interface SessionProgram {
	readonly pid: number
	readonly stdin: Writable
	/** What it prints, where `stdout` is `pipe`. */
	readonly stdout: Readable | null
	/** Settles when it has ended and nobody holds its pipes any more. Never rejects. */
	readonly ended: Promise<SessionEnd>
	kill(signal: NodeJS.Signals): void
	/** This process does not wait for its end any more. */
	unref(): void
}

/**
 * Starts a program in a session of its own: neither Ctrl-C nor the terminal's end reach it. That its standard input
 * ends tells it that this process is gone, even when that was killed with SIGKILL.
 * @param options.stdout,options.stderr `pipe`, `inherit` or an open file's descriptor.
 * @param options.env Its whole environment; default: this process's.
 * @throws what Node says: there is no such program, or the machine is out of processes, memory or file descriptors.
 */
export async function startSession(
	[program, ...args]: readonly [string, ...string[]],
	options: {
		readonly stdout: 'pipe' | number
		readonly stderr: 'inherit' | number
		readonly env?: NodeJS.ProcessEnv | undefined
	},
): Promise<SessionProgram> {
	const child = spawn(program, args, {
		stdio: ['pipe', options.stdout, options.stderr],
		detached: true,
		env: options.env,
	})
	// Heard from the start: out of processes or file descriptors, it has no streams and no `spawn`.
	const started = once(child, 'spawn')
	const ended = new Promise<SessionEnd>((resolve) => {
		child.once('close', (code, signal) => resolve({ code, signal }))
	})
	await started
	child.on('error', () => undefined)
	// That it ends without reading is told by `ended`.
	for (const stream of [child.stdin, child.stdout]) stream?.on('error', () => undefined)
	return {
		pid: child.pid!,
		stdin: child.stdin!,
		stdout: child.stdout,
		ended,
		kill: (signal) => void child.kill(signal),
		unref: () => child.unref(),
	}
}
