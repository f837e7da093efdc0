import { describe, expect, it } from 'vitest'
import type { Verdict } from '../schema/index.ts'
import { judge, judgeAttempts, judgeCell, worstOf } from './index.ts'

describe('a check', () => {
	it.each([
		['pass', undefined, 'pass'],
		['fail', undefined, 'fail'],
		['pass', { matches: false }, 'fixed'],
		['fail', { matches: true }, 'known'],
		['fail', { matches: false }, 'fail'],
		['skipped', { matches: true }, 'skipped'],
		['error', { matches: true }, 'error'],
	] as const)('that did %s where a known issue says %j is %s', (outcome, known, verdict) => {
		expect(judge(outcome, known)).toBe(verdict)
	})

	it.each<[Verdict[], Verdict, Verdict]>([
		[[], 'pass', 'pass'],
		[['fail'], 'pass', 'flaky'],
		[['fail', 'error'], 'pass', 'flaky'],
		[['fail'], 'known', 'flaky'],
		[['fail'], 'fixed', 'flaky'],
		[['fail'], 'skipped', 'fail'],
		[['fail'], 'error', 'fail'],
		[['pass', 'known'], 'error', 'error'],
		[['pass'], 'fail', 'fail'],
		[['error'], 'pass', 'pass'],
		[['known'], 'fixed', 'known'],
		[['known'], 'known', 'known'],
		[['known'], 'skipped', 'known'],
		[['known'], 'pass', 'known'],
		[['known', 'fail'], 'skipped', 'fail'],
		[['fixed'], 'skipped', 'fixed'],
	])('that was %j and then %s is %s', (earlier, last, verdict) => {
		expect(judgeAttempts(earlier, last)).toBe(verdict)
	})
})

describe('the worst of', () => {
	it('follows error > fail > flaky > fixed > unavailable > known > pass > skipped', () => {
		const order: Verdict[] = ['error', 'fail', 'flaky', 'fixed', 'unavailable', 'known', 'pass', 'skipped']
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
