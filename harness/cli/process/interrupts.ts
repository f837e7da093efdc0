import { setMaxListeners } from 'node:events'
import { InternalError, InterruptedError } from '#results/errors'

/** Where signals come from: `process`, or an emitter in a test. */
export interface SignalSource {
	on(signal: NodeJS.Signals, listener: () => void): unknown
	removeListener(signal: NodeJS.Signals, listener: () => void): unknown
}

export interface InterruptOptions {
	readonly source: SignalSource
	/** Aborts when the harness broke, which stops it as a signal does. */
	readonly crashed?: AbortSignal | undefined
	/** The last resort, when cleaning up hangs. */
	readonly exit: (code: number) => void
	/** Milliseconds that cleaning up may take. */
	readonly limit?: number | undefined
}

/** The user's wish to stop, as an abort signal. */
export interface Interrupts extends Disposable {
	readonly signal: AbortSignal
	/** 128 + the signal's number, once one came; 3 when the harness broke. */
	readonly exitCode: () => number | undefined
	/** Who tells the user; what is said before is dropped. */
	tell(listener: (message: string) => void): void
	/** What stopping means from now on, as a sentence; undefined: nothing that has to be said. */
	means(consequence: string | undefined): void
	/** From now on Ctrl-C is how the verb ends: with 0, and nothing to say. */
	endsWell(): void
}

/** A closed terminal (SIGHUP) must leave nothing behind either. */
const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** The exit code when the harness or its machine broke. */
const BROKEN = 3

/** What stopping a verb means that runs VMs and records what they come to. */
export const stopsRun = 'VMs are shut down; what has ended is recorded.'

/** Turns the first signal into an abort, later ones into words, and a clean-up that hangs into an exit. */
export function watchInterrupts({ source, crashed, exit, limit = 15_000 }: InterruptOptions): Interrupts {
	const controller = new AbortController()
	// Everything that runs listens to this one: dozens at a time, and not a leak.
	setMaxListeners(0, controller.signal)
	let code: number | undefined
	let lastResort: NodeJS.Timeout | undefined
	let say: (message: string) => void = () => {}
	let consequence: string | undefined
	let isEnd = false
	const seconds = Math.round(limit / 1000)
	const handlers = Object.entries(codes).map(([name, exitCode]) => {
		const handler = () => {
			if (code !== undefined) return say(`Still stopping; this takes ${seconds} s at most.`)
			const ends = isEnd && name === 'SIGINT'
			const told = (code = ends ? 0 : exitCode)
			lastResort = setTimeout(() => exit(told), limit).unref()
			if (!ends) say([`${name}: stopping.`, consequence ?? []].flat().join(' '))
			controller.abort(new InterruptedError(`Stopped by ${name}.`))
		}
		return { name: name as keyof typeof codes, handler }
	})
	for (const { name, handler } of handlers) source.on(name, handler)
	const onCrash = () => {
		code = BROKEN
		lastResort ??= setTimeout(() => exit(BROKEN), limit).unref()
		const cause: unknown = crashed?.reason
		controller.abort(new InternalError('Stopped, since the harness broke.', { cause }))
	}
	crashed?.addEventListener('abort', onCrash)
	if (crashed?.aborted) onCrash()
	return {
		signal: controller.signal,
		exitCode: () => code,
		tell: (listener) => void (say = listener),
		means: (meant) => void (consequence = meant),
		endsWell: () => void (isEnd = true),
		[Symbol.dispose]() {
			clearTimeout(lastResort)
			crashed?.removeEventListener('abort', onCrash)
			for (const { name, handler } of handlers) source.removeListener(name, handler)
		},
	}
}
