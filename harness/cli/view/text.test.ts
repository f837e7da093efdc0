import { describe, expect, it } from 'vitest'
import { clock, duration } from './duration.ts'
import { fit, fitWords, noteLine, oneLine } from './one-line.ts'

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

it('a line is cut between words, and within one only where it is all there is', () => {
	expect(fitWords('one two three', 13)).toBe('one two three')
	expect(fitWords('one two three', 12)).toBe('one two …')
	expect(fitWords('one two three', 10)).toBe('one two …')
	expect(fitWords('a-word-that-is-long', 8)).toBe('a-word-…')
})

it('a note is one line that is read at a glance, whatever an emulator printed', () => {
	expect(noteLine('Accelerator: kvm (a guest booted)')).toBe('· Accelerator: kvm (a guest booted)')
	const dump = noteLine(`Accelerator: tcg (KVM: \u001b[1mRAX=0\n${'RBX=00000000 '.repeat(100)})`)
	expect(dump).toMatch(/^· Accelerator: tcg \(KVM: RAX=0 .*RBX=00000000 …$/)
	expect(dump.length).toBeLessThanOrEqual(200)
})
