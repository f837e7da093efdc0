import { fork } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ChildMessage, ChildRequest, SuiteEvent } from './protocol.ts'

/** How the child ended. */
export type ChildEnd =
	| { readonly kind: 'done'; readonly problems: readonly string[] }
	| { readonly kind: 'interrupted'; readonly reason: unknown }
	| { readonly kind: 'late'; readonly output: string }
	/** What came from it, or what was made of it, was refused. */
	| { readonly kind: 'broken'; readonly error: unknown }
	| { readonly kind: 'died'; readonly how: string; readonly output: string }

/** A program with an IPC channel. */
export interface Child {
	/** Waits until it is done, dies, or must be stopped. It never survives. */
	ended(options: ChildOptions): Promise<ChildEnd>
	/** A child that is gone already is reported by its end. */
	send(request: ChildRequest): void
	/** Ends it, however far it is, and waits for that. */
	kill(): Promise<void>
}

interface ChildOptions {
	readonly signal?: AbortSignal | undefined
	/** Milliseconds from the call on. */
	readonly deadline: number
	readonly onEvent: (event: SuiteEvent) => void
}

const keptOutput = 16_384

export interface ChildProgram {
	/** In TypeScript, or in JavaScript where the product is built. */
	readonly path: string
	/** What one in TypeScript will import in any case. */
	readonly packages?: readonly string[]
}

/** `scratch` is its first argument. */
export function startChild(
	{ path, packages = [] }: ChildProgram,
	scratch: string,
	env: NodeJS.ProcessEnv,
): Child {
	const bootstrap = join(import.meta.dirname, 'bootstrap.js')
	const [module, ...args] = path.endsWith('.ts')
		? [bootstrap, scratch, pathToFileURL(path).href, ...packages]
		: [path, scratch]
	const child = fork(module, args, {
		env,
		execArgv: [],
		stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
		// Not in the terminal's process group: Ctrl-C is the parent's to handle.
		detached: true,
	})
	let output = ''
	let end: ChildEnd | undefined
	let onEvent: ChildOptions['onEvent'] = () => undefined
	const problems: string[] = []
	const stop = (why: ChildEnd) => {
		end ??= why
		child.kill('SIGKILL')
	}
	const keep = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-keptOutput))
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
	const closed = new Promise<ChildEnd>((resolve) => {
		child.on('error', (error) => {
			const died: ChildEnd = { kind: 'died', how: error.message, output }
			stop(died)
			// Out of file descriptors there is no process, and Node tells of no close.
			if (child.pid === undefined) resolve(died)
		})
		// `close`, not `exit`: its last messages and words come before it.
		child.on('close', (code, killedBy) =>
			resolve(end ?? { kind: 'died', how: killedBy ?? `exit code ${code}`, output }),
		)
	})
	return {
		async ended(options) {
			const { signal, deadline } = options
			onEvent = options.onEvent
			const abort = () => stop({ kind: 'interrupted', reason: signal?.reason })
			const timer = setTimeout(() => stop({ kind: 'late', output }), deadline)
			signal?.addEventListener('abort', abort, { once: true })
			if (signal?.aborted) abort()
			try {
				return await closed
			} finally {
				clearTimeout(timer)
				signal?.removeEventListener('abort', abort)
			}
		},
		send: (request) => void (child.connected && child.send(request, () => undefined)),
		async kill() {
			stop({ kind: 'interrupted', reason: undefined })
			await closed
		},
	}
}
