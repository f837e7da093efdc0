import { expect, test } from 'vitest'
import { ArtifactFault, type FaultReason } from '#images'
import { ArtifactError } from '#results'
import { endOf } from '../cell/cell.ts'
import { troubleOf } from './artifact-trouble.ts'

const end = (reason: FaultReason) =>
	endOf(new ArtifactFault(reason, 'It is so.', { hint: 'Do this.' }), new AbortController().signal)

test.each([
	'not-found',
	'unreachable',
	'forbidden',
	'server-error',
	'stalled',
	'offline',
	'no-source',
	'unsupported',
] as const)('what is not available (%s) makes a cell unavailable', (reason) =>
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
	['unauthenticated', 'artifact'],
	['html-page', 'artifact'],
	['bad-archive', 'artifact'],
	['missing-program', 'artifact'],
	['wrong-architecture', 'artifact'],
	['insecure-redirect', 'artifact'],
	['broken-transfer', 'artifact'],
	['too-large', 'artifact'],
	['tool-failed', 'artifact'],
	['disk-full', 'host'],
] as const)('what is wrong (%s) is an error, however green the rest is', (reason, code) => {
	expect(end(reason)).toEqual({ outcome: 'error', code, reason: 'It is so. Do this.' })
})

test('an artifact’s error that does not say what it is, is an error', () => {
	expect(endOf(new ArtifactError('Odd.'), new AbortController().signal)).toMatchObject({
		outcome: 'error',
	})
})

test('anything else stays what it is', () => {
	const error = new TypeError('x')
	expect(troubleOf(error)).toBe(error)
})
