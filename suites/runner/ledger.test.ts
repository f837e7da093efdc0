import { HarnessError } from '#results/errors'
import { expect, it } from 'vitest'
import { Ledger } from './ledger.ts'
import type { SuiteEvent } from './protocol.ts'

const started = (check: string): SuiteEvent => ({ type: 'check.started', check })
const passed = (check: string): SuiteEvent => ({ type: 'check.ended', check, outcome: 'pass', ms: 3 })

it('passes on what comes in order', () => {
	const ledger = new Ledger(['a'])
	expect(ledger.enter(started('a'))).toEqual([started('a')])
	expect(ledger.enter(passed('a'))).toEqual([passed('a')])
	expect(ledger.complete).toBe(true)
	expect(ledger.close('all is well')).toEqual([])
})

it('a check that ends without having started gets its start, and never a second one', () => {
	expect(new Ledger(['a']).enter(passed('a'))).toEqual([started('a'), passed('a')])
	const ledger = new Ledger(['a'])
	ledger.enter(started('a'))
	expect(ledger.enter(started('a'))).toEqual([])
})

it('what never ended becomes an error that says whether it ran', () => {
	const ledger = new Ledger(['a', 'b', 'c'])
	ledger.enter(passed('a'))
	ledger.enter(started('b'))
	expect(ledger.complete).toBe(false)
	expect(ledger.close('the process died')).toEqual([
		{ type: 'check.ended', check: 'b', outcome: 'error', ms: 0, message: 'It did not end: the process died' },
		started('c'),
		{ type: 'check.ended', check: 'c', outcome: 'error', ms: 0, message: 'It never ran: the process died' },
	])
})

it('refuses a check that ends twice, and one that nobody knows', () => {
	const ledger = new Ledger(['a'])
	ledger.enter(passed('a'))
	expect(() => ledger.enter(passed('a'))).toThrow(HarnessError)
	expect(() => ledger.enter(started('z'))).toThrow(/"z"/)
})
