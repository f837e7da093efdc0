import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { knownIssues, ruleHolds } from '#results'
import { describe, expect, it } from 'vitest'
import { catalogue, catalogueEntry } from '../catalogue/index.ts'
import { mutationCells } from '../worlds/cells.ts'
import { uncovered } from './coverage.ts'
import { exemptChecks, exemptIssues } from './exempt.ts'
import type { Mutation } from '../worlds/model.ts'
import { tableMarkdown } from './render.ts'
import { mutations } from './table.ts'
import { plannedMutationCell } from './planned-cell.ts'

describe('the table of broken worlds', () => {
	it('has one for every check that can fail, and tells every known issue from another failure', () => {
		expect(uncovered(mutations)).toEqual({ checks: [], issues: [] })
	})

	it('misses a check and a known issue that nothing speaks of', () => {
		const without = mutations.filter(({ red }) => !('egress.ping' in red))
		expect(uncovered(without).checks).toEqual(['egress.ping'])
		const untold = mutations.filter(({ tells = [] }) => !tells.includes('icc-not-enforced'))
		expect(uncovered(untold).issues).toEqual(['icc-not-enforced'])
	})

	it('excuses only checks and known issues that there are, and that have no mutation', () => {
		const red = mutations.flatMap((mutation) => Object.keys(mutation.red))
		for (const id of Object.keys(exemptChecks)) expect(red, catalogueEntry(id).id).not.toContain(id)
		const told = mutations.flatMap(({ tells = [] }) => tells)
		for (const id of Object.keys(exemptIssues)) expect(told).not.toContain(id)
	})

	it.each(mutations.map((mutation) => [`${mutation.cell}: ${mutation.name}`, mutation] as const))(
		'%s: asks what applies, and tells issues of its cell and of its red checks',
		(_, mutation) => {
			const { red, green, tells = [] } = mutation
			const cell = plannedMutationCell(mutation)
			const view = { ...cell, versions: cell.stack }
			const ids = catalogue.map(({ id }) => id)
			for (const id of [...Object.keys(red), ...green]) {
				expect(ids).toContain(id)
				expect(catalogueEntry(id).applies.holds(view), id).toBe(true)
			}
			expect(Object.keys(red).filter((id) => green.includes(id))).toEqual([])
			expect(Object.keys(red)).not.toEqual([])
			expect(green).not.toEqual([])
			for (const id of tells) {
				const rule = knownIssues.find((one) => one.id === id)
				expect(rule && ruleHolds(rule, cell), `${id} holds in the cell`).toBe(true)
				expect(toldChecks(mutation, id), `${id} is about a red check`).not.toEqual([])
			}
		},
	)

	it('pretends no dockerd and no passt that a cell could have', () => {
		const cells = Object.keys(mutationCells) as (keyof typeof mutationCells)[]
		const had = cells.map((cell) => plannedMutationCell({ cell }))
		const dockerds = had.map(({ stack }) => stack.dockerd)
		const passts = had.map(({ axes }) => axes.network.replace(/^.*@/, ''))
		const pretended = mutations.flatMap(({ stack: { dockerd, passt } = {} }) =>
			[dockerd ?? [], passt ?? []].flat(),
		)
		expect(pretended.length).toBeGreaterThan(0)
		expect(
			pretended.filter((one) => dockerds.includes(one) || passts.some((passt) => one.startsWith(passt))),
		).toEqual([])
	})

	it('has a name for each that is its own in its cell', () => {
		const names = mutations.map(({ cell, name }) => `${cell}: ${name}`)
		expect(names).toEqual([...new Set(names)])
	})

	it('has no cell that nothing is broken in', () => {
		expect(Object.keys(mutationCells).filter((name) => !mutations.some(({ cell }) => cell === name))).toEqual(
			[],
		)
	})

	it('is what TABLE.md says (npm run mutations writes it)', async () => {
		const written = await readFile(join(import.meta.dirname, 'TABLE.md'), 'utf8')
		expect(written).toBe(tableMarkdown(mutations))
	})
})

function toldChecks({ red }: Mutation, issue: string): string[] {
	// A list of checks, or the checks with the forms that they may fail in.
	const checks: object = knownIssues.find(({ id }) => id === issue)?.checks ?? []
	const ids: unknown[] = Array.isArray(checks) ? checks : Object.keys(checks)
	return Object.keys(red).filter((id) => ids.includes(id))
}
