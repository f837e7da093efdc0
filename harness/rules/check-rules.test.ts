import type { NewEvent, Results, WayOutcome } from '#results'
import { cellRun, checked, exampleCell, exampleResults, waysOf } from '#results/testing'
import { describe, expect, it } from 'vitest'
import { checkRules } from './check-rules.ts'
import { rulesText } from './render.ts'

const cell = exampleCell('a'.repeat(12), 'cell-a')
const id = 'pasta-loopback-publish-reset'
const check = 'publish.loopback-only-v4'

/** A run of the cell in which the rule about it holds, and the check ends so. */
const run = (end: Partial<Extract<NewEvent, { type: 'check.ended' }>>): Results =>
	exampleResults([cell], cellRun(cell.id, checked(cell.id, check, end)))
const failing = (ways: WayOutcome[]) => run({ outcome: 'fail', ways })
const row = (...runs: Results[]) => checkRules(runs).find(({ rule }) => rule.id === id)

const asItSays = failing(waysOf({ loopback: { kind: 'reset' } }))

describe('a rule', () => {
	it('is seen where a check fails as it says, on the day of the run', () => {
		expect(row(asItSays)).toMatchObject({ exercised: 1, asItSays: 1, contradictions: [] })
		const later = { ...asItSays, run: { ...asItSays.run, startedAt: '2031-01-02T03:04:05.000Z' } }
		expect(row(asItSays, later)).toMatchObject({ asItSays: 2, lastSeen: '2031-01-02' })
	})

	it('is contradicted by a check that passes, and by one that fails otherwise', () => {
		const other = failing(waysOf({ loopback: { kind: 'timeout' } }))
		expect(row(run({ outcome: 'pass' }), other)).toMatchObject({
			asItSays: 0,
			contradictions: [
				{ cell: 'cell-a', check, did: 'passed', words: 'the rule says loopback reset or closed' },
				{ did: 'failed otherwise', words: 'the rule says loopback reset or closed, found loopback timeout' },
			],
		})
	})

	it('is told nothing by an error, a skip, or a failure from before forms were recorded', () => {
		const { eventsVersion: _, ...old } = asItSays.run
		expect(
			row(run({ outcome: 'error' }), run({ outcome: 'skipped' }), { ...asItSays, run: old }),
		).toMatchObject({
			exercised: 0,
			asItSays: 0,
			contradictions: [],
		})
	})

	it('is not exercised by a run of something else, and keeps the day that is on record', () => {
		expect(checkRules([]).find(({ rule }) => rule.id === 'icc-not-enforced')).toMatchObject({
			exercised: 0,
			lastSeen: expect.stringMatching(/^2026-11/) as string,
		})
		expect(checkRules([]).find(({ rule }) => rule.seen === 'read')?.lastSeen).toBeUndefined()
	})
})

it('reads with what is contradicted first', () => {
	const text = rulesText(checkRules([run({ outcome: 'pass' })]), 1, 100)
	expect(text).toContain(`  ✘ ${id}: 1 of 1 check\n`)
	expect(text.indexOf('Contradicted by a run (1 rule)')).toBeLessThan(text.indexOf('Shown by no run'))
	expect(rulesText(checkRules([]), 0, 100)).not.toContain('Contradicted')
})
