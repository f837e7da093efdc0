import { readFile } from 'node:fs/promises'
import { BootError, TimeoutError, explainError } from '#results/errors'
import { abortError } from '../host/index.ts'
import {
	type ConsoleState,
	fairDeadline,
	followConsole,
	lastLine,
	silentConsole,
	type Supervised,
	waitOf,
} from '../qemu/index.ts'
import { copyGrowing } from './logs.ts'

/** A guest that fills the host's disk through its console is stopped. */
const MAX_CONSOLE = 128 * 1024 * 1024

export interface Watch {
	/** Aborts with the reason as soon as the boot cannot succeed any more. */
	readonly failed: AbortSignal
	/** The console when limactl has ended. Never rejects. */
	readonly console: Promise<ConsoleState>
	succeeded(this: void): void
	fail(this: void, error: unknown): void
}

/** Watches a VM from its start to its end: its console, limactl, the deadline of its boot. */
export function watchLima(of: {
	readonly name: string
	/** The instance's console log, and the evidence that it is copied to. */
	readonly from: string
	readonly to: string
	readonly lima: Supervised
	readonly pidFile: string
	readonly signal: AbortSignal | undefined
	/** Milliseconds. */
	readonly deadline: number
}): Watch {
	const { name, lima, signal } = of
	const failure = new AbortController()
	const over = new AbortController()
	const copied = new AbortController()
	let booting = true
	let last = silentConsole
	const fail = (why: string, Kind: typeof BootError | typeof TimeoutError = BootError) => {
		if (booting) failure.abort(new Kind(`VM ${name} did not come up: ${why}`))
	}
	const copying = copyGrowing(of.from, of.to, { signal: copied.signal, everyMs: 200 })
	// Whoever awaits the console hears of it.
	copying.catch(() => undefined)
	const following = followConsole(of.to, {
		signal: over.signal,
		everyMs: 200,
		onChange(state) {
			last = state
			const why = state.fatal ?? (state.bytes > MAX_CONSOLE ? 'its console printed without end' : undefined)
			if (why === undefined) return
			fail(why)
			// Lima lets a guest that panicked stand.
			void lima.kill()
		},
	})
	const console = (async () => {
		await lima.ended
		copied.abort()
		await copying.catch((error: unknown) => fail(`its console cannot be copied: ${explainError(error)}`))
		over.abort()
		return following
	})().catch((error: unknown) => {
		fail(`its console cannot be read: ${explainError(error)}`)
		return last
	})
	// The last words first: a panic explains more than an exit code.
	void Promise.all([lima.ended, console]).then(([how]) => fail(`Lima ended with ${how}`))
	const onAbort = () => failure.abort(abortError(`Boot of VM ${name}`, signal!))
	signal?.addEventListener('abort', onAbort, { once: true })
	if (signal?.aborted) onAbort()
	const starved = async () => waitOf((await readFile(of.pidFile, 'utf8').catch(() => '0')).trim())
	const timer = fairDeadline(of.deadline, starved, (elapsed) => {
		const line = lastLine(last)
		const where = line ? `; the console's last line: "${line}"` : '; the console is silent'
		fail(`no SSH connection within ${Math.round(elapsed / 1000)} s${where}`, TimeoutError)
	})
	const settled = () => {
		booting = false
		timer[Symbol.dispose]()
		signal?.removeEventListener('abort', onAbort)
	}
	return {
		failed: failure.signal,
		console,
		succeeded: settled,
		fail(error) {
			failure.abort(error)
			settled()
		},
	}
}
