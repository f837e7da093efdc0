import { describe, expect, it } from 'vitest'
import type { Verdict } from '../schema/index.ts'
import { judge, judgeCell, worstOf } from './index.ts'

describe('a check', () => {
	it.each([
		['pass', undefined, 'pass'],
		['fail', undefined, 'fail'],
		['pass', 'fail', 'fixed'],
		['fail', 'fail', 'known'],
		['skipped', 'fail', 'skipped'],
		['error', 'fail', 'error'],
	] as const)('that did %s where %s was expected is %s', (outcome, expected, verdict) => {
		expect(judge(outcome, expected)).toBe(verdict)
	})
})

describe('the worst of', () => {
	it('follows error > fail > fixed > unavailable > known > pass > skipped', () => {
		const order: Verdict[] = ['error', 'fail', 'fixed', 'unavailable', 'known', 'pass', 'skipped']
		for (const [index, verdict] of order.entries())
			expect(worstOf([...order.slice(index)].reverse())).toBe(verdict)
	})

	it('nothing is skipped', () => {
		expect(worstOf([])).toBe('skipped')
	})
})

describe('a cell', () => {
	it('names every check of its worst verdict', () => {
		const checks = [
			{ id: 'dns.udp', verdict: 'fail' },
			{ id: 'egress.tcp', verdict: 'fail' },
			{ id: 'daemon.starts', verdict: 'pass' },
		] as const
		expect(judgeCell({ state: 'completed' }, checks)).toEqual({
			verdict: 'fail',
			reason: 'fail: dns.udp, egress.tcp',
		})
	})

	it('that is unavailable still shows a check that failed before', () => {
		const checks = [{ id: 'dns.udp', verdict: 'fail' }] as const
		expect(judgeCell({ state: 'unavailable', reason: 'gone' }, checks).verdict).toBe('fail')
	})

	it('that ended in error without a reason says so', () => {
		expect(judgeCell({ state: 'error', phase: 'boot' }, []).reason).toBe(
			'the harness broke in phase "boot" and gave no reason',
		)
	})
})
