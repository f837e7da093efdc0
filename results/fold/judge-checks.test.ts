import { expect, it } from 'vitest'
import { exampleCell, exampleStack } from '../testing/index.ts'
import { judgeChecks } from './judge-checks.ts'

const cell = exampleCell('0123456789ab', 'pasta')
const check = 'publish.loopback-only-v4'

const verdictOf = (kind: 'reset' | 'refused') =>
	judgeChecks(cell, exampleStack(), [
		{
			type: 'check.ended',
			check,
			outcome: 'fail',
			ms: 1,
			ways: [{ way: 'loopback', ok: false, form: { kind } }],
			message: kind,
			evidence: [],
		},
	])[check]?.verdict

it('judges as a run does: a known issue excuses the form that it names, and no other', () => {
	expect(verdictOf('reset')).toBe('known')
	expect(verdictOf('refused')).toBe('fail')
})
