import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { listPresets, loadMatrix, planMatrix, planOnly } from './index.ts'
import { expansionOf } from './plan/expand.ts'

/** Runs are compared by the ids of their cells: they must stay what they were for as long as a file says the same. */
const pinned = {
	'27.5.1': [35, 'e430d742571d'],
	'built-kernel': [16, 'f19d4c0cdc84'],
	debian: [30, '743a30e349cd'],
	full: [2100, '32721d296048'],
	nightly: [82, '7d5d3c06bfa1'],
	quick: [12, '1492f3b14a0f'],
} as const

it('the cells of every preset have the ids and names that they had', async () => {
	const found: Record<string, readonly [number, string]> = {}
	for (const preset of await listPresets()) {
		const { cells } = planMatrix(await loadMatrix({ preset }))
		const lines = cells.map(({ id, slug }) => `${id} ${slug}\n`).join('')
		found[preset] = [cells.length, createHash('sha256').update(lines).digest('hex').slice(0, 12)]
	}
	expect(found).toEqual(pinned)
})

it('some cells of a plan are a plan of their own, with the ids and names that they had', async () => {
	const plan = planMatrix(await loadMatrix({ preset: 'quick' }))
	const pasta = planOnly(plan, ({ slug }) => slug.includes('pasta'))
	expect(pasta.cells).toEqual(plan.cells.filter(({ slug }) => slug.includes('pasta')))
	expect(pasta).toMatchObject({ name: 'quick', coverage: 'list', product: 4, excluded: [] })
	expect(pasta.matrixHash).not.toBe(plan.matrixHash)
	expect(planOnly(plan, () => true).matrixHash).toBe(plan.matrixHash)
})

it('a file that is read is expanded once', async () => {
	const matrix = await loadMatrix({ preset: 'quick' })
	expect(expansionOf(matrix, 0)).toBe(expansionOf(matrix, 0))
})
