import { askWhole, byCell, mutations, mutationCells, type TriedCell, tryMutation } from '#suites/mutation'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTriedCell } from './open-tried-cell.ts'

// Of the table in suites/mutation what shows in one VM and in minutes that checks can turn red at all; the whole of it is
// `npm run test:mutation`.
const always = byCell(mutations.filter((mutation) => mutation.always))

describe.each([...always])('in the cell %s', (name, own) => {
	let cell: TriedCell & AsyncDisposable
	beforeAll(async () => {
		const { axes, daemonSettings } = mutationCells[name]
		cell = await openTriedCell(axes, daemonSettings)
		expect(await askWhole(cell, own, { withRestarts: false }), 'in a whole world').toEqual([])
	})
	afterAll(async () => cell?.[Symbol.asyncDispose]())

	test.each(own)('when $name, the right checks turn red and the others do not', async (mutation) => {
		const { shown, trouble } = await tryMutation(cell, mutation)
		expect(trouble).toBeUndefined()
		expect(shown.filter(({ wrong }) => wrong !== undefined)).toEqual([])
	})
})
