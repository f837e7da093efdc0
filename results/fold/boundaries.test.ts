import { describe, expect, it } from 'vitest'
import type { Axes, NewEvent, Stack } from '../schema/index.ts'
import { boundariesOf } from './boundaries.ts'
import { cellRun, checked, exampleCell, exampleRun } from '../testing/index.ts'
import { foldEvents } from './fold-events.ts'

const check = 'publish.any-v4'
type Outcome = 'pass' | 'fail' | 'skipped' | 'error'

/** A run of one cell for each version, in this order, whose only check comes out so. */
function boundaries(...cells: [stack: Partial<Stack>, outcome: Outcome, axes?: Partial<Axes>][]) {
	const planned = cells.map(([, , axes], index) =>
		exampleCell(`c${index}`.padEnd(12, '0'), `cell-${index}`, axes),
	)
	const events: NewEvent[] = planned.flatMap(({ id }, index) => {
		const [stack, outcome] = cells[index] ?? [{}, 'pass']
		return cellRun(id, checked(id, check, { outcome }), stack)
	})
	return boundariesOf(foldEvents(exampleRun(planned, events), [])).map(
		({ part, turns, last, first, shownBy }) => `${part} ${turns}: ${last} → ${first} (${shownBy.join(' ')})`,
	)
}

const kernel = (release: string) => ({ kernelRelease: release })

describe('a boundary', () => {
	it('is where the outcome turns between two versions, in their own order', () => {
		expect(
			boundaries(
				[kernel('6.12.1'), 'fail'],
				[kernel('6.1.9'), 'pass'],
				[kernel('5.10.0'), 'pass'],
				[kernel('7.3.0'), 'pass'],
			),
		).toEqual(['kernel bad: 6.1.9 → 6.12.1 (1,0)', 'kernel good: 6.12.1 → 7.3.0 (0,3)'])
	})

	it.each<[string, Partial<Stack>, Partial<Stack>, string]>([
		['passt', { passt: '2024_08_01' }, { passt: '2025_05_03' }, 'passt bad: 2024_08_01 → 2025_05_03 (0,1)'],
		[
			'rootlesskit',
			{ rootlesskit: '2.0.2' },
			{ rootlesskit: '2.3.2' },
			'rootlesskit bad: 2.0.2 → 2.3.2 (0,1)',
		],
		[
			'dockerd, with what comes in its package',
			{ dockerd: '26.1.5', containerd: '1.7.24' },
			{ dockerd: '28.5.2', containerd: '2.1.5' },
			'dockerd bad: 26.1.5 → 28.5.2 (0,1)',
		],
	])('is found along %s', (_, before, after, expected) => {
		expect(boundaries([before, 'pass'], [after, 'fail'])).toEqual([expected])
	})

	it('is not stated where something else differs as well', () => {
		expect(
			boundaries(
				[{ dockerd: '26.1.5', rootlesskit: '2.0.2' }, 'pass'],
				[{ dockerd: '27.5.1', rootlesskit: '2.3.2' }, 'fail'],
			),
		).toEqual([])
		expect(
			boundaries([kernel('6.1.9'), 'pass'], [kernel('6.12.1'), 'fail', { brNetfilter: 'absent' }]),
		).toEqual([])
		expect(boundaries([kernel('6.1.9'), 'pass'], [kernel('6.12.1'), 'fail', { guest: 'debian:12' }])).toEqual(
			[],
		)
	})

	it('is stated once for several surroundings that show it', () => {
		const absent = { brNetfilter: 'absent' } as const
		expect(
			boundaries(
				[kernel('6.1.9'), 'pass'],
				[kernel('6.12.1'), 'fail'],
				[kernel('6.1.9'), 'pass', absent],
				[kernel('6.12.1'), 'fail', absent],
			),
		).toEqual(['kernel bad: 6.1.9 → 6.12.1 (0,1 2,3)'])
	})

	it('is not drawn from what says nothing about the product, nor from a version that did both', () => {
		expect(
			boundaries([kernel('6.1.9'), 'pass'], [kernel('6.12.1'), 'error'], [kernel('7.3.0'), 'skipped']),
		).toEqual([])
		const both = [
			[kernel('6.1.9'), 'fail'],
			[kernel('6.1.9'), 'pass'],
		] as [Partial<Stack>, Outcome][]
		expect(boundaries(...both, [kernel('7.3.0'), 'fail'], [kernel('5.10.0'), 'pass'])).toEqual([])
	})
})
