import { describe, expect, it } from 'vitest'
import { foldEvents, type Results } from '#results'
import { clock, duration } from './duration.ts'
import { fit, oneLine } from './one-line.ts'
import { timingsOf } from '#harness/run'

describe('a duration', () => {
	it.each([
		[0, '0.0 s'],
		[4230, '4.2 s'],
		[9960, '10 s'],
		[38_400, '38 s'],
		[59_700, '1 min 00 s'],
		[185_000, '3 min 05 s'],
		[3_725_000, '1 h 02 min'],
		[-5, '0.0 s'],
	])('of %i ms is %s', (ms, text) => {
		expect(duration(ms)).toBe(text)
	})

	it.each([
		[4999, '0:04'],
		[751_000, '12:31'],
		[3_729_000, '1:02:09'],
	])('of %i ms on a clock is %s', (ms, text) => {
		expect(clock(ms)).toBe(text)
	})
})

describe('text from a guest', () => {
	it('loses what would act on a terminal, and its line breaks', () => {
		expect(oneLine('a\u001b[31mred\u001b[0m\r\nb\u0007\u202ec\u2028d')).toBe('ared b c d')
	})

	it('is cut to a number of columns, also when its characters are wide', () => {
		expect(fit('abcdef', 6)).toBe('abcdef')
		expect(fit('abcdefg', 6)).toBe('abcde…')
		expect(fit('鯨鯨鯨鯨', 5)).toBe('鯨鯨…')
	})
})

describe('how long a cell usually takes', () => {
	const run = (ms: number, outcome: 'completed' | 'error'): Results => {
		const id = '111111111111'
		const at = '2026-11-23T01:15:00.000Z'
		const axes = {
			kernel: 'debian:6.12',
			brNetfilter: 'loaded',
			docker: 'debian:26.1',
			rootlesskit: 'bundled',
			network: 'slirp4netns',
			portDriver: 'builtin',
			daemon: 'default',
		} as const
		return foldEvents([
			{
				at,
				type: 'run.started',
				runId: 'x',
				matrix: 'quick',
				matrixHash: 'c0ffee',
				tool: { version: '1' },
				host: { accelerator: 'tcg', qemu: '7.2.22', cpus: 2 },
				cells: [{ id, slug: 'one', axes, daemonSettings: {} }],
			},
			{ at, type: 'cell.started', cell: id, attempt: 1 },
			{ at, type: 'phase.ended', cell: id, phase: 'boot', ms },
			{ at, type: 'check.ended', cell: id, check: 'egress.tcp', outcome: 'pass', ms: 1 },
			{ at, type: 'cell.ended', cell: id, outcome },
		])
	}

	it('is what it took in the newest run in which it came to its end', () => {
		const timings = timingsOf([run(1000, 'error'), run(70_000, 'completed'), run(90_000, 'completed')])
		expect([...timings.values()]).toEqual([70_000])
	})
})
