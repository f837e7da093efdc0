import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { MemoryScreen } from '../testing/fake-ambient.ts'
import { stepsView } from './steps.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('says in a log what goes on after two seconds and every ten, also in a step that lasts, and then no more', () => {
	const screen = new MemoryScreen()
	{
		using view = stepsView(screen, { now: Date.now, live: false })
		view.step('Reading 1 of 2')
		vi.advanceTimersByTime(1500)
		expect(screen.text).toBe('')
		vi.advanceTimersByTime(500)
		view.step('Reading 2 of 2')
		vi.advanceTimersByTime(11_000)
	}
	vi.advanceTimersByTime(60_000)
	expect(screen.text).toBe('[ 0:02] Reading 1 of 2\n[ 0:12] Reading 2 of 2\n')
})

it('redraws one line on a terminal, and leaves nothing of it', () => {
	const screen = new MemoryScreen({ isTTY: true, columns: 12 })
	{
		using view = stepsView(screen, { now: Date.now, live: true })
		view.step('Reading 1 of 2')
		vi.advanceTimersByTime(60_000)
	}
	expect(screen.text.split('\r\u001b[2K')).toEqual(['', expect.stringMatching(/^Reading/), ''])
	expect(screen.text).not.toContain('\n')
})
