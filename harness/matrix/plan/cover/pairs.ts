import { open, type Row } from './space.ts'

export interface Pair {
	/** Two axes, the smaller one first. */
	readonly axes: readonly [number, number]
	readonly values: readonly [number, number]
}

/** Which pairs of values are still wanted: one byte each, so that asking is an addition and a look. */
export class PairSet {
	readonly #sizes: readonly number[]
	readonly #tables: Uint8Array[][]
	readonly #left: number[][]

	/** Every pair of the space. */
	constructor(sizes: readonly number[]) {
		this.#sizes = sizes
		this.#tables = sizes.map((size, a) =>
			sizes.map((other, b) => new Uint8Array(a < b ? size * other : 0).fill(1)),
		)
		this.#left = sizes.map((size, a) => sizes.map((other, b) => (a < b ? size * other : 0)))
	}

	has(a: number, value: number, b: number, other: number): boolean {
		return a < b ? this.#at(a, value, b, other) === 1 : this.#at(b, other, a, value) === 1
	}

	#at(a: number, value: number, b: number, other: number): number {
		return this.#tables[a]?.[b]?.[value * (this.#sizes[b] ?? 0) + other] ?? 0
	}

	delete({ axes: [a, b], values: [value, other] }: Pair): void {
		if (this.#at(a, value, b, other) === 0) return
		const [table, left] = [this.#tables[a]?.[b], this.#left[a]]
		if (table) table[value * (this.#sizes[b] ?? 0) + other] = 0
		if (left) left[b] = (left[b] ?? 0) - 1
	}

	/** Takes out every pair that a combination has; open places have none. */
	deleteRow(row: Row): void {
		for (let a = 0; a < row.length; a++)
			for (let b = a + 1; b < row.length; b++)
				if (row[a] !== open && row[b] !== open)
					this.delete({ axes: [a, b], values: [row[a] ?? 0, row[b] ?? 0] })
	}

	/** How many wanted pairs a value would make with the row's others. */
	gain(row: Row, axis: number, value: number): number {
		let gain = 0
		for (let other = 0; other < row.length; other++) {
			const at = row[other] ?? open
			if (other !== axis && at !== open && this.has(axis, value, other, at)) gain++
		}
		return gain
	}

	/** A wanted pair of the two axes that have most of them left, the `choose`th of those. */
	next(choose: (count: number) => number): Pair | undefined {
		let [max, a, b] = [0, 0, 0]
		for (const [first, lefts] of this.#left.entries())
			for (const [second, left] of lefts.entries()) if (left > max) [max, a, b] = [left, first, second]
		if (max === 0) return undefined
		let skip = choose(max)
		const size = this.#sizes[b] ?? 1
		for (const [index, wanted] of (this.#tables[a]?.[b] ?? []).entries())
			if (wanted === 1 && skip-- === 0)
				return { axes: [a, b], values: [Math.floor(index / size), index % size] }
		return undefined
	}

	/** Those that are left, in the order of axes and values. */
	*[Symbol.iterator](): Generator<Pair> {
		for (const [a, tables] of this.#tables.entries())
			for (const [b, table] of tables.entries())
				for (let index = 0; index < table.length; index++) {
					const size = this.#sizes[b] ?? 1
					if (table[index] === 1) yield { axes: [a, b], values: [Math.floor(index / size), index % size] }
				}
	}
}
