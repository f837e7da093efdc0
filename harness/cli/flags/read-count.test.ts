import { expect, it } from 'vitest'
import { readCount } from './read-count.ts'

function read(text: string, range: { from: number; to?: number }): number | string | undefined {
	const problems: string[] = []
	const count = readCount('--flag', text, { ...range, problems })
	return problems[0] ?? count
}

it.each([
	['1', { from: 1 }, 1],
	['9999', { from: 1 }, 9999],
	['10000', { from: 1, to: 10_000_000 }, 10_000],
	['10000', { from: 1 }, "--flag takes a whole number from 1 to 9999, not '10000'"],
	['0', { from: 1 }, "--flag takes a whole number from 1, not '0'"],
	['1.5', { from: 1 }, "--flag takes a whole number from 1, not '1.5'"],
	['1e3', { from: 1 }, "--flag takes a whole number from 1, not '1e3'"],
])('reads %s within %o as %s', (text, range, expected) => {
	expect(read(text, range)).toBe(expected)
})
