import { BootError, TimeoutError } from '#results/errors'
import { abortError } from '../host/index.ts'
import { type ConsoleState, lastLine, silentConsole } from './console.ts'
import { fairDeadline } from './fair-deadline.ts'

/** A guest that fills the host's disk through its console is stopped. */
export const MAX_CONSOLE = 128 * 1024 * 1024

/** A boot until it is over: the guest is up, or it cannot come up any more. */
export interface BootAttempt {
	/** Aborts with the reason as soon as the boot cannot succeed any more. */
	readonly failed: AbortSignal
	/** What its console said last. */
	readonly last: () => ConsoleState
	saw(this: void, state: ConsoleState): void
	/** Why the VM did not come up; once the boot is over, nothing. */
	refuse(this: void, why: string, Kind?: typeof BootError | typeof TimeoutError): void
	/** The guest is up. */
	succeeded(this: void): void
	/** It broke for a reason of its own. */
	fail(this: void, error: unknown): void
}

/** Every driver's limits of a boot: the caller's signal, and a deadline that a starved VM is not held to. */
export function attemptBoot({
	name,
	signal,
	deadline,
	starved,
}: {
	readonly name: string
	readonly signal: AbortSignal | undefined
	/** Milliseconds. */
	readonly deadline: number
	readonly starved: Parameters<typeof fairDeadline>[1]
}): BootAttempt {
	const failure = new AbortController()
	let booting = true
	let last = silentConsole
	const refuse: BootAttempt['refuse'] = (why, Kind = BootError) => {
		if (booting) failure.abort(new Kind(`VM ${name} did not come up: ${why}`))
	}
	const onAbort = () => failure.abort(abortError(`Boot of VM ${name}`, signal!))
	signal?.addEventListener('abort', onAbort, { once: true })
	if (signal?.aborted) onAbort()
	const timer = fairDeadline(deadline, starved, (elapsed) => {
		const line = lastLine(last)
		const where = line ? `; the console's last line: "${line}"` : '; the console is silent'
		refuse(`no SSH connection within ${Math.round(elapsed / 1000)} s${where}`, TimeoutError)
	})
	const over = () => {
		booting = false
		timer[Symbol.dispose]()
		signal?.removeEventListener('abort', onAbort)
	}
	return {
		failed: failure.signal,
		last: () => last,
		saw: (state) => void (last = state),
		refuse,
		succeeded: over,
		fail(error) {
			failure.abort(error)
			over()
		},
	}
}
