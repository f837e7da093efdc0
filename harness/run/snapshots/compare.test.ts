import { expect, it } from 'vitest'
import { cellRun, checked, stamped, waysOf } from '#results/testing'
import { attemptDifferences, isComparedOn } from './compare.ts'

const cells = Array.from({ length: 500 }, (_, index) => `cell ${index}`)
const day = (number: number) => new Date(Date.UTC(2026, 10, number, 3))

it('a tenth of the cells has its turn on each day, and every cell once in ten', () => {
	const counts = Array.from(
		{ length: 10 },
		(_, index) => cells.filter((id) => isComparedOn(day(index + 1), id, 10)).length,
	)
	for (const count of counts) expect(count).toBeGreaterThan(20)
	expect(counts.reduce((sum, count) => sum + count)).toBe(500)
})

it('which one does not depend on the hour', () => {
	const turns = (hour: number) =>
		cells.filter((id) => isComparedOn(new Date(Date.UTC(2026, 10, 5, hour)), id, 10))
	expect(turns(23)).toEqual(turns(0))
})

type CheckEnd = Parameters<typeof checked>[2]
const check = 'publish.v4'
/** What a restored and a booted attempt say of one check that ended so. */
const between = (restored: CheckEnd, booted: CheckEnd) =>
	attemptDifferences(
		stamped([
			...cellRun('a', checked('a', check, restored)),
			...cellRun('a', checked('a', check, booted), {}, 2),
			...cellRun('b', checked('b', check, { outcome: 'skipped' })),
		]),
		'a',
	)
const failed = (kind: 'refused' | 'reset'): CheckEnd => ({
	outcome: 'fail',
	ways: waysOf({ 'host.loopback': { kind }, 'peer.lan': undefined }),
})

it('a snapshot and a boot differ by outcome, by the form of a failure, and by who was seen', () => {
	expect(between({}, {})).toEqual([])
	expect(between({ outcome: 'pass' }, { outcome: 'skipped' })).toEqual([
		'publish.v4 is pass in the snapshot and skipped after a boot',
	])
	expect(between(failed('refused'), failed('refused'))).toEqual([])
	expect(between(failed('refused'), failed('reset'))).toEqual([
		'publish.v4 is fail (host.loopback refused) in the snapshot and fail (host.loopback reset) after a boot',
	])
	const seen = (source: string): CheckEnd => ({ observations: { 'host.source': source, port: source } })
	expect(between(seen('198.51.100.1'), seen('10.0.2.100'))).toEqual([
		'publish.v4: host.source is 198.51.100.1 in the snapshot and 10.0.2.100 after a boot',
	])
	expect(between(seen('172.18.0.1'), seen('198.51.100.1'))).toHaveLength(1)
})

it('which of its networks Docker made first is no difference', () => {
	const seen = (source: string): CheckEnd => ({ observations: { source } })
	expect(between(seen('172.18.0.1'), seen('172.19.0.1'))).toEqual([])
	expect(between({ observations: { ms: '1' } }, { observations: { ms: '2' } })).toEqual([])
})
