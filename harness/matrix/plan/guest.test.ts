import { describe, expect, it } from 'vitest'
import { exampleAxes } from '#results/testing'
import { plannedCell } from '#results'
import { recorded } from '../cell.ts'
import { readMatrix } from '../file/read-matrix.ts'
import { renderPlan } from '../show/render.ts'
import { planMatrix } from './plan-matrix.ts'

const other = 'ubuntu:24.04'

const file = (axes: Record<string, string | string[]>, rest = 'coverage: full') =>
	planMatrix(
		readMatrix(
			`schemaVersion: 1\nname: mine\ndaemons: { default: {} }\naxes: ${JSON.stringify({ ...exampleAxes, ...axes })}\n${rest}`,
			'm.yaml',
		),
	)

const plain = file({})

describe('a matrix without a guest has the default one, and', () => {
	it('a file that names it has the same cells, with nothing of it in their records', () => {
		const named = file({ guest: 'debian:13' })
		expect(JSON.stringify(named.cells.map(recorded))).toBe(JSON.stringify(plain.cells.map(recorded)))
		expect(named.matrixHash).toBe(plain.matrixHash)
		expect(JSON.stringify(named.cells.map(recorded))).not.toContain('guest')
	})

	it('another guest makes another cell, named by it', () => {
		const { cells } = file({ guest: ['debian:13', other] })
		const [first, second] = cells.map(recorded)
		expect(first).toEqual(recorded(plain.cells[0]!))
		expect(second?.id).not.toBe(first?.id)
		expect(second).toEqual({
			...first,
			id: second?.id,
			slug: `${first?.slug}-guestubuntu24.04`,
			axes: { ...first?.axes, guest: other },
		})
		expect(plannedCell.parse(second)).toEqual(second)
	})

	it('an entry that names one stands beside the others', () => {
		const { cells } = file({}, `coverage: full\ninclude: [{ guest: "${other}" }]`)
		expect(cells.map(({ axes }) => axes.guest.raw)).toEqual(['debian:13', other])
		expect(cells[0]?.id).toBe(plain.cells[0]?.id)
	})

	it('one can exclude it', () => {
		const { cells } = file(
			{ docker: ['debian:26.1', 'upstream:27.5.1'] },
			`coverage: full\nexclude: [{ guest: "debian:13", docker: "debian:26.1" }]`,
		)
		expect(cells.map(({ axes }) => axes.docker.raw)).toEqual(['upstream:27.5.1'])
	})

	it('a cell that is listed twice is found, whether or not it names the guest', () => {
		expect(() => file({}, `coverage: full\ninclude: [{ guest: "debian:13" }]`)).toThrow(
			'asks for a cell that axes (line 4) already has',
		)
	})

	it('a guest that no image can be built of is understood, and its cells say so', () => {
		const { unavailable } = file({ guest: other })
		expect(unavailable.map(({ reason }) => reason)).toEqual([
			`guest: this version of the harness has no way to get "${other}"`,
		])
	})

	it('what is no guest is refused with its place, and what there is', () => {
		expect(() => file({ guest: 'debian:99' })).toThrow(
			/m\.yaml:4:\d+.*axes\.guest.*expected "debian:13".*"ubuntu:24\.04".*, found "debian:99"/s,
		)
	})

	it('the plan shows guests where there are several', () => {
		expect(renderPlan(plain)).not.toContain('debian:13')
		expect(renderPlan(plain, { form: 'tree' })).not.toContain('debian:13')
		const both = file({ guest: ['debian:13', other] })
		expect(renderPlan(both)).toMatch(/daemon +guest\n.* debian:13\n.* ubuntu:24\.04\n/)
		expect(renderPlan(both, { form: 'tree' })).toContain('By guest:')
	})
})
