import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { ChildMessage, RunRequest, SuiteEvent } from './protocol.ts'

export interface ChildRequest {
	readonly path: string
	readonly env: NodeJS.ProcessEnv
	readonly request: RunRequest
	readonly signal?: AbortSignal | undefined
	readonly deadline: number
	readonly onEvent: (event: SuiteEvent) => void
}

/** How the child ended. */
export type ChildEnd =
	| { readonly kind: 'done'; readonly problems: readonly string[] }
	| { readonly kind: 'interrupted'; readonly reason: unknown }
	| { readonly kind: 'late'; readonly output: string }
	/** What came from it, or what was made of it, was refused. */
	| { readonly kind: 'broken'; readonly error: unknown }
	| { readonly kind: 'died'; readonly how: string; readonly output: string }

const keptOutput = 16_384

/** Runs a TypeScript program with an IPC channel until it is done, dies, or must be stopped. It never survives. */
export function runChild({ path, env, request, signal, deadline, onEvent }: ChildRequest): Promise<ChildEnd> {
	return new Promise((resolve) => {
		if (signal?.aborted) return resolve({ kind: 'interrupted', reason: signal.reason })
		const child = fork(path, {
			env,
			execArgv: ['--import', fileURLToPath(import.meta.resolve('tsx'))],
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
			// Not in the terminal's process group: Ctrl-C is the parent's to handle.
			detached: true,
		})
		let output = ''
		let end: ChildEnd | undefined
		const problems: string[] = []
		const stop = (why: ChildEnd) => {
			end ??= why
			child.kill('SIGKILL')
		}
		const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-keptOutput))
		const abort = () => stop({ kind: 'interrupted', reason: signal?.reason })
		const timer = setTimeout(() => stop({ kind: 'late', output }), deadline)
		signal?.addEventListener('abort', abort, { once: true })
		child.stdout?.on('data', keep)
		child.stderr?.on('data', keep)
		child.on('message', (message: ChildMessage) => {
			try {
				if (message.type === 'event') onEvent(message.event)
				else if (message.type === 'problem') problems.push(message.message)
				else end ??= { kind: 'done', problems }
			} catch (error) {
				stop({ kind: 'broken', error })
			}
		})
		child.on('error', (error) => stop({ kind: 'died', how: error.message, output }))
		// `close`, not `exit`: its last messages and words come before it.
		child.on('close', (code, killedBy) => {
			clearTimeout(timer)
			signal?.removeEventListener('abort', abort)
			resolve(end ?? { kind: 'died', how: killedBy ?? `exit code ${code}`, output })
		})
		ask(child, request)
	})
}

function ask(child: ChildProcess, request: RunRequest): void {
	// A child that is gone already is reported by its end.
	child.send(request, () => undefined)
}
