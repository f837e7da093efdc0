import { expect, test } from 'vitest'
import { ArtifactFault, type FaultReason } from '#images'
import { endOf } from './cell.ts'
import { troubleOf } from './artifact-trouble.ts'

const end = (reason: FaultReason) =>
	endOf(troubleOf(new ArtifactFault(reason, 'It is so.', { hint: 'Do this.' })), new AbortController().signal)

test.each(['not-found', 'unreachable', 'stalled', 'html-page', 'offline', 'missing-program'] as const)(
	'what cannot be had (%s) makes a cell unavailable',
	(reason) =>
		expect(end(reason)).toEqual({
			outcome: 'unavailable',
			code: 'artifact',
			reason: 'It is so. Do this.',
		}),
)

test.each([
	['wrong-sum', 'artifact'],
	['not-in-lock', 'artifact'],
	['unsafe-entry', 'artifact'],
	['disk-full', 'host'],
] as const)('what is wrong (%s) is an error, however green the rest is', (reason, code) => {
	expect(end(reason)).toEqual({ outcome: 'error', code, reason: 'It is so. Do this.' })
})

test('anything else stays what it is', () => {
	const error = new TypeError('x')
	expect(troubleOf(error)).toBe(error)
})
