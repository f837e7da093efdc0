import { expect, it } from 'vitest'
import { loadMatrix, planMatrix } from '#harness/matrix'
import { reportFacts } from './report-facts.ts'

it('knows a run of a preset from one of a file that is called the same', async () => {
	const { cells } = planMatrix(await loadMatrix({ preset: 'quick' }))
	const presets = async (matrix: string, of: readonly { id: string }[]) =>
		(await reportFacts({ matrix, cells: of })).presets
	expect(await presets('quick', cells)).toEqual(['quick'])
	expect(await presets('quick', cells.slice(1, 2))).toEqual(['quick'])
	expect(await presets('quick', [...cells, { id: '0123456789ab' }])).toEqual([])
	expect(await presets('customer', cells)).toEqual([])
})
