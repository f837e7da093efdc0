import { expect, it } from 'vitest'
import { foldEvents } from '../../fold/index.ts'
import { showsSecurityGap } from '../../verdicts/index.ts'
import { quickRun } from '../testing/example-quick.ts'
import { headlineOf } from './headline.ts'

it('says one security gap, or several where several issues are', () => {
	const one = foldEvents(quickRun())
	expect(headlineOf(one).sentence).toMatch(/^A SECURITY GAP, and known issues\./)
	const cells = one.cells.map((cell) => ({
		...cell,
		checks: cell.checks.flatMap((check) =>
			showsSecurityGap(check) && check.knownIssue
				? [check, { ...check, id: 'isolation.other', knownIssue: { ...check.knownIssue, id: 'another' } }]
				: [check],
		),
	}))
	const several = headlineOf({ ...one, cells })
	expect([several.shown, several.sentence]).toEqual([
		'open',
		expect.stringMatching(/^SECURITY GAPS, and known issues\./),
	])
})
