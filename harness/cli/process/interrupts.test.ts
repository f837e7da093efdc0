import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { foldEvents, InterruptedError, type RunEvent } from '#results'
import { runCli } from '../cli.ts'
import type { RunRequest } from '../context.ts'
import { fakeAmbient, startedFor } from '../testing/fake-ambient.ts'
import { type Interrupts, watchInterrupts } from './interrupts.ts'

const argv = ['run', '--preset', 'quick', '--only', '*pasta2023*', '--runs-dir', 'no-such-dir']

/** A run that lasts until it is stopped, then takes its time to clean up and records the interruption. */
function longRun(onStarted: () => void) {
	return async (request: RunRequest) => {
		const events: RunEvent[] = []
		const emit = (event: RunEvent) => {
			events.push(event)
			request.onEvent(event)
		}
		emit(startedFor(request))
		const stopped = new Promise((resolve) => request.signal.addEventListener('abort', resolve))
		onStarted()
		await stopped
		await sleep(20)
		emit({ at: '2026-11-23T01:16:00.000Z', type: 'run.ended', state: 'interrupted' })
		return { dir: 'runs/x', results: foldEvents(events) }
	}
}

describe('an interrupted run', () => {
	it.each([
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
	])('by %s ends with %i, after its clean-up and with its results', async (name, expected) => {
		const { ambient, signals, stdout, exits } = fakeAmbient(argv, {
			runPlan: longRun(() => signals.emit(name)),
		})
		expect(await runCli(ambient)).toBe(expected)
		expect(stdout.text).toContain(`${name}: stopping. VMs are shut down; what has ended is recorded.`)
		expect(stdout.text).toContain('runs/x/results.json')
		expect(exits).toEqual([])
		expect(signals.eventNames()).toEqual([])
	})

	it('that throws because it was stopped says nothing more', async () => {
		const { ambient, signals, stderr } = fakeAmbient(argv, {
			runPlan: async ({ signal }) => {
				signals.emit('SIGINT')
				signal.throwIfAborted()
				throw new Error('unreachable')
			},
		})
		expect(await runCli(ambient)).toBe(130)
		expect(stderr.text).toBe('')
	})
})

describe('interrupts', () => {
	const source = () => new EventEmitter()

	it('say what stopping means only where a verb has said it', () => {
		const said = (prepare: (interrupts: Interrupts) => void, name = 'SIGINT') => {
			const signals = source()
			using interrupts = watchInterrupts({ source: signals, exit: () => {} })
			const messages: string[] = []
			interrupts.tell((message) => void messages.push(message))
			prepare(interrupts)
			signals.emit(name)
			return [interrupts.exitCode(), ...messages]
		}
		expect(said(() => undefined)).toEqual([130, 'SIGINT: stopping.'])
		expect(said((interrupts) => interrupts.means('The VM is shut down.'))).toEqual([
			130,
			'SIGINT: stopping. The VM is shut down.',
		])
		expect(said((interrupts) => interrupts.endsWell())).toEqual([0])
		expect(said((interrupts) => interrupts.endsWell(), 'SIGTERM')).toEqual([143, 'SIGTERM: stopping.'])
	})

	it('abort once; a second one only says that it takes a moment', () => {
		const signals = source()
		using interrupts = watchInterrupts({ source: signals, exit: () => {} })
		const said: string[] = []
		interrupts.tell((message) => void said.push(message))
		signals.emit('SIGINT')
		signals.emit('SIGTERM')
		expect(interrupts.signal.reason).toBeInstanceOf(InterruptedError)
		expect(interrupts.exitCode()).toBe(130)
		expect(said[1]).toBe('Still stopping; this takes 15 s at most.')
	})

	it('end the process when cleaning up hangs', async () => {
		const signals = source()
		const exits: number[] = []
		using _interrupts = watchInterrupts({ source: signals, exit: (code) => void exits.push(code), limit: 20 })
		signals.emit('SIGTERM')
		await expect.poll(() => exits).toEqual([143])
	})

	it('do not end it when cleaning up is done in time', async () => {
		const signals = source()
		const exits: number[] = []
		const interrupts = watchInterrupts({ source: signals, exit: (code) => void exits.push(code), limit: 20 })
		signals.emit('SIGTERM')
		interrupts[Symbol.dispose]()
		await sleep(60)
		expect(exits).toEqual([])
	})
})
