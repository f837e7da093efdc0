import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** How a program that was asked for its version, or for work, came out. */
export type ProgramEnd =
	| { readonly state: 'ended'; readonly code: number; readonly output: string }
	| { readonly state: 'absent' }
	| { readonly state: 'too-slow'; readonly seconds: number }

export interface ProgramOptions {
	readonly signal?: AbortSignal | undefined
	/** Seconds. */
	readonly deadline: number
	readonly env?: NodeJS.ProcessEnv | undefined
	/** Gets what the program prints, as it comes. */
	readonly onOutput?: (chunk: string) => void
	/** Hands the terminal's input on, for programs that ask (sudo's password). */
	readonly mayAsk?: boolean
}

/** Runs host programs: the doctor's only edge to the machine besides the file system. */
export type RunProgram = (argv: readonly string[], options: ProgramOptions) => Promise<ProgramEnd>

/** {@link RunProgram} with real processes. An abort ends the program and rejects with the signal's reason. */
export const runProgram: RunProgram = async ([file = '', ...args], options) => {
	options.signal?.throwIfAborted()
	const overdue = AbortSignal.timeout(options.deadline * 1000)
	const child = spawn(file, args, {
		stdio: [options.mayAsk ? 'inherit' : 'ignore', 'pipe', 'pipe'],
		env: { ...(options.env ?? process.env), LC_ALL: 'C.UTF-8' },
		signal: options.signal ? AbortSignal.any([options.signal, overdue]) : overdue,
	})
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8')
		if (options.onOutput) stream.on('data', options.onOutput)
	}
	const ended = new Promise<number>((resolve, reject) => {
		child.once('error', reject)
		child.once('close', (code) => resolve(code ?? 1))
	})
	const output = Promise.all([text(child.stdout), text(child.stderr)])
	try {
		const [code, printed] = await Promise.all([ended, output])
		return { state: 'ended', code, output: printed.join('') }
	} catch (error) {
		options.signal?.throwIfAborted()
		if (overdue.aborted) return { state: 'too-slow', seconds: options.deadline }
		const { code = '' } = error as NodeJS.ErrnoException
		// EACCES is what an ordinary user gets for a program that is nowhere, when a directory of PATH is closed to him.
		if (code === 'ENOENT' || (code === 'EACCES' && !file.includes('/'))) return { state: 'absent' }
		throw error
	}
}
