import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import type { Command, CommandEnd } from './process/serve.ts'

/** A process that runs command lines one after the other. */
export class Slot implements AsyncDisposable {
	readonly #child: ChildProcess

	constructor(bundle: string) {
		this.#child = fork(bundle, [], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
	}

	/** @throws when the process has ended. */
	async run(command: Command): Promise<CommandEnd> {
		const over = new AbortController()
		const ended = once(this.#child, 'exit', { signal: over.signal }).then(() => {
			throw new Error('The process that resumes runs has ended.')
		})
		ended.catch(() => undefined)
		this.#child.send(command)
		try {
			const [end] = (await Promise.race([once(this.#child, 'message', { signal: over.signal }), ended])) as [
				CommandEnd,
			]
			return end
		} finally {
			over.abort()
		}
	}

	async [Symbol.asyncDispose](): Promise<void> {
		if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
		const gone = once(this.#child, 'exit')
		this.#child.disconnect()
		await gone
	}
}
