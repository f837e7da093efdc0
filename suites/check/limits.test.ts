import { expect, it } from 'vitest'
import { cut, cutObservations, limits } from './limits.ts'

const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

it('a text of sane length stays as it is', () => {
	expect(cut('port is already allocated')).toBe('port is already allocated')
})

it('no character is cut in two', () => {
	expect(cut('äöü', 3)).toBe('ä… (4 bytes more were cut)')
})

it('long texts in observations are cut wherever they stand, and short ones are kept', () => {
	const long = 'x'.repeat(50 * 1024 * 1024)
	const found = cutObservations({ refusal: long, info: { words: [long] }, port: 8080 })
	expect(found['port']).toBe(8080)
	expect(found['refusal']).toMatch(/bytes more were cut\)$/)
	expect(size(found)).toBeLessThan(limits.observations)
})

it('observations past the limit leave a note of their size, and what follows them is kept', () => {
	const lines = Array.from({ length: 20 }, () => 'x'.repeat(10_000))
	expect(cutObservations({ lines, last: true })).toEqual({ lines: '(200066 bytes were cut)', last: true })
})

it('more observations than anybody reads are counted and left out', () => {
	const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`key${at}`, at]))
	const found = cutObservations(many)
	expect(size(found)).toBeLessThan(2 * limits.observations)
	expect(found['…']).toMatch(/^\(\d+ more observations were cut\)$/)
})
