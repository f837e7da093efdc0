import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { RunEvent } from '#results'
import { exampleCell } from '#results/testing'
import { MemoryScreen } from '../testing/fake-ambient.ts'
import { frameOf } from './frame.ts'
import { type RunView, terminalView, plainView, type ViewOptions } from './live.ts'
import { foldView, nothingYet } from './state.ts'

const begin = Date.parse('2026-11-23T01:15:00.000Z')
const at = (second: number) => new Date(begin + second * 1000).toISOString()

const one = '111111111111'
const two = '222222222222'

const started: RunEvent = {
	at: at(0),
	type: 'run.started',
	runId: '20261123T011500Z-quick',
	matrix: 'quick',
	matrixHash: 'c0ffee',
	tool: { version: '1.2.3' },
	host: { driver: 'QEMU', driverVersion: '7.2.22', accelerator: 'tcg', cpus: 2 },
	cells: [exampleCell(one, 'k6.12-loaded-slirp4netns'), exampleCell(two, 'k6.12-loaded-pasta')],
}

/** The first cell passes; the second fails a check, with a message that a guest wrote. */
const events: readonly RunEvent[] = [
	started,
	{ at: at(1), type: 'note', message: 'Building the base image' },
	{ at: at(10), type: 'cell.started', cell: one, attempt: 1 },
	{ at: at(10), type: 'phase.started', cell: one, phase: 'boot' },
	{ at: at(24), type: 'phase.ended', cell: one, phase: 'boot', ms: 14_200 },
	{ at: at(24), type: 'phase.started', cell: one, phase: 'suites' },
	{ at: at(25), type: 'check.started', cell: one, check: 'egress.tcp' },
	{ at: at(26), type: 'check.ended', cell: one, check: 'egress.tcp', outcome: 'pass', ms: 900 },
	{ at: at(26), type: 'check.started', cell: one, check: 'dns.udp' },
	{ at: at(30), type: 'cell.started', cell: two, attempt: 2 },
	{ at: at(31), type: 'check.ended', cell: one, check: 'dns.udp', outcome: 'skipped', ms: 1 },
	{ at: at(32), type: 'cell.ended', cell: one, outcome: 'completed' },
	{ at: at(33), type: 'phase.started', cell: two, phase: 'boot' },
	{
		at: at(95),
		type: 'cell.ended',
		cell: two,
		outcome: 'error',
		code: 'boot',
		reason: 'Kernel panic: \u001b]0;owned\u0007\u001b[2J\r\nnot syncing \u202e',
	},
	{ at: at(96), type: 'run.ended', state: 'completed' },
]

const expected = new Map([
	[one, 30_000],
	[two, 60_000],
])
const upTo = (count: number) => events.slice(0, count).reduce(foldView, nothingYet)
const frame = (count: number, second: number, more: { width?: number; height?: number } = {}) =>
	frameOf(upTo(count), {
		now: begin + second * 1000,
		since: begin,
		width: 100,
		height: 24,
		expected,
		...more,
	})

describe('the block on a terminal', () => {
	it('says so while nothing runs yet', () => {
		expect(frame(0, 12)).toEqual(['preparing · 0:12'])
	})

	it('shows what runs, how far it is and how long it usually takes', () => {
		expect(frame(10, 31)).toMatchInlineSnapshot(`
			[
			  "0/2 cells done · 2 running · 0:31 · about 34 s left",
			  "  ▸ k6.12-loaded-slirp4netns  0:21 of ~0:30  dns.udp, 1 check done",
			  "  ▸ k6.12-loaded-pasta        0:01 of ~1:00  starting",
			]
		`)
	})

	it('knows no time left when a cell was never timed', () => {
		const text = frameOf(upTo(10), { now: begin, since: begin, width: 100, height: 24, expected: new Map() })
		expect(text.join('\n')).not.toContain('left')
	})

	it('is gone when the run has ended', () => {
		expect(frame(events.length, 96)).toEqual([])
	})

	it('never has a line as wide as the terminal, nor more lines than it', () => {
		for (const width of [20, 40, 60, 80])
			for (const line of frame(10, 31, { width })) expect([...line].length).toBeLessThan(width)
		expect(frame(10, 31, { height: 4 })).toHaveLength(3)
	})
})

describe('a run that is resumed', () => {
	const attempt = (number: number, end: 'error' | 'completed'): RunEvent[] => {
		const begun: RunEvent = {
			at: at(10),
			type: 'cell.started',
			cell: one,
			attempt: number,
			checks: ['dns.udp'],
		}
		if (end === 'error')
			return [
				begun,
				{ at: at(20), type: 'cell.ended', cell: one, outcome: end, code: 'boot', reason: 'slow' },
			]
		return [
			begun,
			{ at: at(12), type: 'stack.reported', cell: one, stack: { origins: [] }, accelerator: 'tcg' },
			{ at: at(15), type: 'check.started', cell: one, check: 'dns.udp' },
			{ at: at(16), type: 'check.ended', cell: one, check: 'dns.udp', outcome: 'pass', ms: 9 },
			{ at: at(20), type: 'cell.ended', cell: one, outcome: end },
		]
	}
	const after = (...parts: readonly RunEvent[]) => parts.reduce(foldView, nothingYet)
	const head = (...parts: readonly RunEvent[]) =>
		frameOf(after(...parts), { now: begin, since: begin, width: 80, height: 24, expected: new Map() })[0]

	it('and one that tries again, judges a cell by all of its attempts, as its results do', () => {
		const broken = after(started, ...attempt(1, 'error'), started, ...attempt(2, 'error'))
		expect(broken.records.get(one)).toMatchObject({ verdict: 'error', reason: 'slow' })
		const passed = after(started, ...attempt(1, 'error'), ...attempt(2, 'completed'))
		expect(passed.records.get(one)).toMatchObject({ verdict: 'pass' })
	})

	it('has not done what it is to try again', () => {
		expect(head(started, ...attempt(1, 'completed'), started)).toBe('1/2 cells done · 0 running · 0:00')
		expect(head(started, ...attempt(1, 'error'), started)).toBe('0/2 cells done · 0 running · 0:00')
		// Its harness was killed.
		const [open] = attempt(1, 'error')
		expect(head(started, open!, started)).toBe('0/2 cells done · 0 running · 0:00')
		expect(head(started, ...attempt(1, 'error'), started, ...attempt(2, 'error'))).toMatch(
			/^1\/2 .* 0 running/,
		)
	})
})

describe('a view', () => {
	beforeEach(() => void vi.useFakeTimers())
	afterEach(() => void vi.useRealTimers())

	function shown(screen: MemoryScreen, open: (screen: MemoryScreen, options: ViewOptions) => RunView) {
		let now = begin
		const view = open(screen, { color: false, expected, now: () => now })
		for (const event of events) {
			now = Date.parse(event.at)
			view.onEvent(event)
		}
		view[Symbol.dispose]()
		return screen.text
	}

	it('in a log is one line for each thing that happened, and nothing to act on a terminal', () => {
		const text = shown(new MemoryScreen(), plainView)
		expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}/u)
		expect(text).toMatchInlineSnapshot(`
			"[ 0:00] Run 20261123T011500Z-quick: 2 cells of quick, QEMU 7.2.22 with TCG; last time they took 1 min 30 s together
			[ 0:01] · Building the base image
			[ 0:10] k6.12-loaded-slirp4netns: started, took 30 s last time
			[ 0:24] k6.12-loaded-slirp4netns: boot done in 14 s
			[ 0:30] k6.12-loaded-pasta: started (attempt 2), took 1 min 00 s last time
			[ 0:32] ✔ pass   k6.12-loaded-slirp4netns  22 s, 2 checks: 1 pass, 1 skipped
			[ 1:35] ! ERROR  k6.12-loaded-pasta  1 min 05 s, no checks
			[ 1:35]          Kernel panic: not syncing
			"
		`)
	})

	it('on a terminal leaves the ended cells, and gives the cursor back', () => {
		const text = shown(new MemoryScreen({ isTTY: true }), terminalView)
		expect(text.startsWith('\u001b[?25l')).toBe(true)
		expect(text.endsWith('\u001b[?25h')).toBe(true)
		expect(text).not.toContain('owned')
		expect(replay(text)).toMatchInlineSnapshot(`
			"Run 20261123T011500Z-quick: 2 cells of quick, QEMU 7.2.22 with TCG; last time they took 1 min 30 s together
			· Building the base image
			✔ pass   k6.12-loaded-slirp4netns  22 s, 2 checks: 1 pass, 1 skipped
			! ERROR  k6.12-loaded-pasta  1 min 05 s, no checks
			         Kernel panic: not syncing
			"
		`)
	})

	it('on a terminal is redrawn while nothing happens', () => {
		const screen = new MemoryScreen({ isTTY: true })
		let now = begin
		using _view = terminalView(screen, { color: false, expected, now: () => now })
		now += 3000
		vi.advanceTimersByTime(3000)
		expect(replay(screen.text)).toBe('preparing · 0:03\n')
	})

	it('shows a notice above the block', () => {
		const screen = new MemoryScreen({ isTTY: true })
		using view = terminalView(screen, { color: false, expected, now: () => begin })
		view.notice('SIGINT: stopping.')
		expect(replay(screen.text)).toBe('SIGINT: stopping.\npreparing · 0:00\n')
	})

	it('repeats in colour only what the words say', () => {
		const screen = new MemoryScreen()
		using view = plainView(screen, { color: true, expected, now: () => begin })
		events.forEach(view.onEvent)
		expect(screen.text).toContain('\u001b[32m✔ pass')
	})
})

/** What a terminal would show in the end, for the few sequences that the view uses. */
function replay(text: string): string {
	let lines = ['']
	for (const token of text.match(/\p{Cc}\[[?\d]*[A-Za-z]|\n|[^\p{Cc}]+/gu) ?? []) {
		const up = /\[(\d+)A/.exec(token)?.[1]
		if (up !== undefined) lines = [...lines.slice(0, lines.length - 1 - Number(up)), '']
		else if (token === '\n') lines.push('')
		else if (!token.startsWith('\u001b')) lines[lines.length - 1] += token
	}
	return lines.join('\n')
}
