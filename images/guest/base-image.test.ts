import { expect, test } from 'vitest'
import { baseImageNote } from './base-image.ts'
import { distributions } from './distributions/index.ts'

test.each([
	[0, 'today'],
	[1, 'a day ago'],
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
