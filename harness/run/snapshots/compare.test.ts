import { expect, it } from 'vitest'
import type { Form } from '#results'
import { cellRun, checked, exampleCell, stamped, waysOf } from '#results/testing'
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
const check = 'publish.distinct-loopbacks'
const cell = exampleCell('a', 'a', {
	docker: 'debian:26.1',
	network: 'slirp4netns',
	portDriver: 'builtin',
	brNetfilter: 'loaded',
})
const stack = { dockerd: '26.1.5', rootlesskit: '2.0.2', slirp4netns: '1.2.1', passt: undefined }
/** What a restored and a booted attempt say of one check that ended so. */
const between = (restored: CheckEnd, booted: CheckEnd) =>
	attemptDifferences(
		stamped([
			...cellRun('a', checked('a', check, restored), stack),
			...cellRun('a', checked('a', check, booted), stack, 2),
			...cellRun('b', checked('b', check, { outcome: 'skipped' }), stack),
		]),
		cell,
		{ restored: 1, booted: 2 },
	)
const failed = (form: Form): CheckEnd => ({
	outcome: 'fail',
	ways: waysOf({ '127.0.0.2': undefined, '127.0.0.3': form }),
})
const refused = (container: string) =>
	failed({
		kind: 'daemon-refused',
		words: `endpoint ${container} (<id>): Timed out proxy starting the userland proxy`,
	})

it('a snapshot and a boot differ by verdict, by known issue, and by who was seen', () => {
	expect(between({}, {})).toEqual([])
	expect(between({ outcome: 'error' }, { outcome: 'skipped' })).toEqual([
		`${check} is error in the snapshot and skipped after a boot`,
	])
	expect(between(refused('three-1'), failed({ kind: 'timeout' }))).toEqual([
		`${check} is known (distinct-loopbacks-proxy-ends) in the snapshot and fail after a boot`,
	])
	const seen = (source: string): CheckEnd => ({
		outcome: 'skipped',
		observations: { 'host.source': source, port: source },
	})
	expect(between(seen('198.51.100.1'), seen('10.0.2.100'))).toEqual([
		`${check}: host.source is 198.51.100.1 in the snapshot and 10.0.2.100 after a boot`,
	])
	expect(between(seen('172.18.0.1'), seen('198.51.100.1'))).toHaveLength(1)
})

it('what the daemon called a container is no difference, as long as the known issue is the same', () => {
	expect(between(refused('three-1'), refused('three-2'))).toEqual([])
})

it('which of its networks Docker made first is no difference', () => {
	const seen = (source: string): CheckEnd => ({ observations: { source } })
	expect(between(seen('172.18.0.1'), seen('172.19.0.1'))).toEqual([])
	expect(between({ observations: { ms: '1' } }, { observations: { ms: '2' } })).toEqual([])
})
