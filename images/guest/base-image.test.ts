import { expect, test } from 'vitest'
import { baseImageNote } from './base-image.ts'
import { distributions } from './distributions/index.ts'

test.each([
	[0, 'today'],
	[1, 'yesterday'],
	[29, '29 days ago'],
])('a base image %i days old says so in the run', (days, ago) => {
	const builtAt = new Date('2026-11-01T12:00:00Z')
	const now = builtAt.getTime() + days * 24 * 60 * 60_000 + 1000
	expect(baseImageNote({ builtAt, guest: distributions[0]! }, now)).toBe(
		`The base image was built on 2026-11-01, ${ago}.`,
	)
})

test('the note names a guest that is not the default one', () => {
	const builtAt = new Date('2026-11-01T12:00:00Z')
	const guest = distributions.find(({ value }) => value === 'debian:12')!
	expect(baseImageNote({ builtAt, guest }, builtAt.getTime())).toBe(
		'The base image of Debian 12 was built on 2026-11-01, today.',
	)
})

test('a base image of the evening before is of yesterday, though fewer than 24 hours old', () => {
	const builtAt = new Date('2026-11-26T21:53:00Z')
	const now = Date.parse('2026-11-27T01:30:00Z')
	expect(baseImageNote({ builtAt, guest: distributions[0]! }, now)).toBe(
		'The base image was built on 2026-11-26, yesterday.',
	)
})
