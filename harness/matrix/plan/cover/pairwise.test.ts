import { describe, expect, it } from 'vitest'
import { pairwise } from './pairwise.ts'
import { seeded } from './random.ts'
import { everyRow, type Row, type Space } from './space.ts'

/** A small space whose rules each forbid a few values of two or three axes together. */
function randomSpace(seed: number): Space {
	const below = seeded(seed)
	const sizes = Array.from({ length: 2 + below(4) }, () => 1 + below(4))
	const rules = Array.from({ length: below(6) }, () => {
		const axes = [...sizes.keys()].filter(() => below(2) === 0).slice(0, 3)
		const forbidden = axes.map((axis) => {
			const size = sizes[axis] ?? 1
			return Array.from({ length: size }, (_, value) => value).filter(() => below(3) > 0)
		})
		return {
			axes,
			forbids: (row: Row) =>
				axes.length > 0 && axes.every((axis, at) => forbidden[at]?.includes(row[axis] ?? -1)),
		}
	})
	return { sizes, rules }
}

const isAllowed = ({ rules }: Space, row: Row): boolean => !rules.some((rule) => rule.forbids(row))
const name = (a: number, value: number, b: number, other: number) => `${a}=${value} ${b}=${other}`
const pairNames = (row: Row): string[] =>
	row.flatMap((value, a) => row.slice(a + 1).map((other, offset) => name(a, value, a + 1 + offset, other)))

/** By looking at every combination there is. */
function bruteForce(space: Space): { possible: Set<string>; all: Set<string> } {
	const [possible, all] = [new Set<string>(), new Set<string>()]
	for (const row of everyRow(space.sizes))
		for (const pair of pairNames(row)) {
			all.add(pair)
			if (isAllowed(space, row)) possible.add(pair)
		}
	return { possible, all }
}

const seeds = Array.from({ length: 400 }, (_, seed) => seed)

describe('a pairwise cover of a random space', () => {
	it('has every pair that is possible, in allowed rows only, and no row without a new pair', () => {
		for (const seed of seeds) {
			const space = randomSpace(seed)
			const { rows, possible } = pairwise(space, { seed })
			for (const row of rows) expect(isAllowed(space, row), `seed ${seed}`).toBe(true)
			const covered = new Set(rows.flatMap(pairNames))
			expect(covered, `seed ${seed}`).toEqual(bruteForce(space).possible)
			expect(covered.size).toBe(possible)
			expect(rows.length).toBeLessThanOrEqual(possible)
			expect(new Set(rows.map(String)).size).toBe(rows.length)
		}
	})

	it('names the pairs that are impossible, and rules that are just enough to make them so', () => {
		let seen = 0
		for (const seed of seeds) {
			const space = randomSpace(seed)
			const { impossible } = pairwise(space, { seed })
			const { possible, all } = bruteForce(space)
			const found = new Map<string, Set<string>>()
			const possibleUnder = (rules: readonly number[]) => {
				const key = String(rules)
				const known =
					found.get(key) ?? bruteForce({ ...space, rules: rules.map((rule) => space.rules[rule]!) }).possible
				found.set(key, known)
				return known
			}
			const names = impossible.map(({ axes: [a, b], values: [value, other] }) => name(a, value, b, other))
			expect(new Set(names), `seed ${seed}`).toEqual(new Set([...all].filter((one) => !possible.has(one))))
			for (const [index, { because }] of impossible.entries()) {
				seen++
				const pair = names[index] ?? ''
				const under = (rules: readonly number[]) => possibleUnder(rules).has(pair)
				expect(under(because), `seed ${seed} ${pair}`).toBe(false)
				for (const one of because)
					expect(under(because.filter((rule) => rule !== one)), `seed ${seed} ${pair} without ${one}`).toBe(
						true,
					)
			}
		}
		expect(seen).toBeGreaterThan(100)
	})

	it('needs no row for what is given', () => {
		for (const seed of seeds.slice(0, 50)) {
			const space = randomSpace(seed)
			const given = pairwise(space, { seed }).rows
			expect(pairwise(space, { seed: seed + 1, given }).rows).toEqual([])
		}
	})
})

const uniform = (axes: number, size: number): Space => ({ sizes: Array<number>(axes).fill(size), rules: [] })

it('the same seed gives the same rows, another one may give others', () => {
	const rows = (seed: number) => pairwise(uniform(6, 4), { seed }).rows
	expect(rows(1)).toEqual(rows(1))
	expect(rows(2)).not.toEqual(rows(1))
})

// 10 values on each of 7 axes have 10^7 combinations; 100 rows are the least that is thinkable.
it.each([
	[4, 3, 9, 12],
	[7, 5, 25, 48],
	[7, 10, 100, 180],
])('%i axes of %i values take %i to %i rows', (axes, size, min, max) => {
	const { length } = pairwise(uniform(axes, size), { seed: 1 }).rows
	expect(length).toBeGreaterThanOrEqual(min)
	expect(length).toBeLessThanOrEqual(max)
})

it('a rule without axes forbids everything, and a space that allows nothing has no rows', () => {
	const { rows, possible, impossible } = pairwise(
		{ sizes: [2, 3], rules: [{ axes: [], forbids: () => true }] },
		{ seed: 1 },
	)
	expect([rows, possible, impossible.length]).toEqual([[], 0, 6])
	expect(impossible[0]?.because).toEqual([0])
})

it('one axis has no pairs', () => {
	expect(() => pairwise({ sizes: [3], rules: [] }, { seed: 1 })).toThrow(RangeError)
})
