import { expect, it } from 'vitest'
import { wrongRefusal } from './refusal.ts'

it('a start that the daemon is to refuse goes wrong when it is taken, or refused in other words', () => {
	const refused = { kind: 'refused', message: 'port is already allocated' } as const
	const wrong = (expected: readonly RegExp[]) => wrongRefusal(refused, expected, 'port 80')
	expect(wrong([/already allocated/])).toBeUndefined()
	expect(wrong([/already allocated/, /port 80/])?.words).toMatch(
		/expected .*port 80.*, found: port is already/,
	)
	expect(wrongRefusal({ kind: 'started' } as never, [], 'port 80')?.form).toEqual({ kind: 'daemon-accepted' })
})
