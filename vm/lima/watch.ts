import { readFile } from 'node:fs/promises'
import { explainError } from '#results/errors'
import {
	attemptBoot,
	type BootAttempt,
	type ConsoleState,
	followConsole,
	MAX_CONSOLE,
} from '../boot/index.ts'
import { type Supervised, waitOf } from '../qemu/index.ts'
import { copyGrowing } from './logs.ts'

export interface Watch extends BootAttempt {
	/** The console when limactl has ended. Never rejects. */
	readonly console: Promise<ConsoleState>
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
	const { name, lima, signal, deadline } = of
	const starved = async () => waitOf((await readFile(of.pidFile, 'utf8').catch(() => '0')).trim())
	const boot = attemptBoot({ name, signal, deadline, starved })
	const over = new AbortController()
	const copied = new AbortController()
	const copying = copyGrowing(of.from, of.to, { signal: copied.signal, everyMs: 200 })
	// Whoever awaits the console hears of it.
	copying.catch(() => undefined)
	const following = followConsole(of.to, {
		signal: over.signal,
		everyMs: 200,
		onChange(state) {
			boot.saw(state)
			const why = state.fatal ?? (state.bytes > MAX_CONSOLE ? 'its console printed without end' : undefined)
			if (why === undefined) return
			boot.refuse(why)
			// Lima lets a guest that panicked stand.
			void lima.kill()
		},
	})
	const console = (async () => {
		await lima.ended
		copied.abort()
		await copying.catch((error: unknown) =>
			boot.refuse(`its console cannot be copied: ${explainError(error)}`),
		)
		over.abort()
		return following
	})().catch((error: unknown) => {
		boot.refuse(`its console cannot be read: ${explainError(error)}`)
		return boot.last()
	})
	// The last words first: a panic explains more than an exit code.
	void Promise.all([lima.ended, console]).then(([how]) => boot.refuse(`Lima ended with ${how}`))
	return { ...boot, console }
}
