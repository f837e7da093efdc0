import { expect, it } from 'vitest'
import { exampleAxes } from '#results/testing'
import { hostArchitecture } from '#results/architecture'
import { recorded } from '../cell.ts'
import { readMatrix } from '../file/read-matrix.ts'
import { readPlanRecord } from './plan-record.ts'
import { planMatrix } from './plan-matrix.ts'

const file = (more = '') =>
	readMatrix(
		`schemaVersion: 1\nname: mine\ndaemons: { default: {} }\naxes: ${JSON.stringify(exampleAxes)}\ncoverage: full\n${more}`,
		'm.yaml',
	)

const [usual, other] = [planMatrix(file('arch: x86_64')), planMatrix(file('arch: aarch64'))]

it('guests of x86_64 leave nothing in the records and ids, whoever names them', () => {
	expect(JSON.stringify(usual.cells.map(recorded))).not.toContain('arch')
	if (hostArchitecture() === 'x86_64') expect(planMatrix(file())).toEqual(usual)
	else expect(planMatrix(file())).toEqual(other)
})

it('guests of aarch64 make other cells, named by it, which another machine reads as they are', () => {
	const [before, after] = [recorded(usual.cells[0]!), recorded(other.cells[0]!)]
	expect(after).toEqual({ ...before, id: after.id, slug: `${before.slug}-aarch64`, arch: 'aarch64' })
	expect(after.id).not.toBe(before.id)
	const record = { name: other.name, matrixHash: other.matrixHash, cells: [after] }
	expect(readPlanRecord(record).cells.map(recorded)).toEqual([after])
	const lying = { ...record, cells: [{ ...after, arch: undefined }] }
	expect(() => readPlanRecord(lying)).toThrow('is not what its id says')
})

it('another architecture is refused with those that there are', () => {
	expect(() => file('arch: riscv64')).toThrow('arch: expected one of x86_64, aarch64, found "riscv64"')
})
