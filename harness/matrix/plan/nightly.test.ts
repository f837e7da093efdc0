import { axesSpokenOf, axisNames, type Axes } from '#results'
import { rawAxes } from '../cell.ts'
import { describe, expect, it } from 'vitest'
import { loadMatrix } from '../load-matrix.ts'
import { planMatrix } from './plan-matrix.ts'

function pairsOf(axes: Axes): string[] {
	const names = axesSpokenOf([{ axes }])
	return names.flatMap((a, at) => names.slice(at + 1).map((b) => `${a}=${axes[a]} ${b}=${axes[b]}`))
}

describe('the preset nightly', async () => {
	const matrix = await loadMatrix({ preset: 'nightly' })
	const plan = planMatrix(matrix)
	const full = planMatrix({ ...matrix, coverage: 'full' })

	it('picks, out of all combinations, cells that have every pair of values which those have', () => {
		const ids = new Set(full.cells.map(({ id }) => id))
		for (const { id } of plan.cells) expect(ids).toContain(id)
		const covered = new Set(plan.cells.flatMap(({ axes }) => pairsOf(rawAxes(axes))))
		expect(covered).toEqual(new Set(full.cells.flatMap(({ axes }) => pairsOf(rawAxes(axes)))))
		expect(covered.size).toBe(plan.pairs?.covered)
	})

	it('has the same cells on every machine', () => {
		expect([plan.cells.length, plan.matrixHash]).toMatchInlineSnapshot(`
			[
			  82,
			  "65273dabdb4e",
			]
		`)
	})

	it('varies what it is for', () => {
		const values = (axis: keyof Axes) => [...new Set(plan.cells.map(({ axes }) => axes[axis].raw))].sort()
		expect(values('kernel')).toEqual([
			'debian:5.10',
			'debian:6.1',
			'debian:6.12',
			'debian:6.18',
			'debian:7.3',
		])
		expect(values('brNetfilter')).toEqual(['absent', 'loaded', 'unloaded'])
		expect(values('docker')).toEqual([
			'debian:20.10',
			'debian:26.1',
			'debian:28.5',
			'upstream:27.5.1',
			'upstream:29.9.0',
		])
		expect(values('rootlesskit')).toEqual(['bundled', 'upstream:2.3.6', 'upstream:3.3.0'])
		expect(values('network')).toHaveLength(8)
	})

	it('says that Debian 12’s Docker has no pasta, and why', () => {
		const pairs = plan.pairs?.impossible.find(({ pairs: [first] }) =>
			first?.join(' ').startsWith('docker=debian:20.10 network=pasta'),
		)
		expect(pairs?.by).toContainEqual({ constraint: 'pasta-needs-rootlesskit-2' })
		expect(pairs?.pairs).toHaveLength(7)
	})

	it('needs no cell for the pairs of one that is included', () => {
		const [cell] = plan.cells
		const include = [Object.fromEntries(axisNames.map((axis) => [axis, [cell?.axes[axis].raw ?? '']]))]
		const more = planMatrix({ ...matrix, include })
		expect(more.cells.filter(({ id }) => id === cell?.id)).toHaveLength(1)
		expect(new Set(more.cells.flatMap(({ axes }) => pairsOf(rawAxes(axes)))).size).toBe(plan.pairs?.covered)
	})
})
