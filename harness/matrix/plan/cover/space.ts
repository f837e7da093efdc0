/** A combination by index: `row[axis]` is the place of its value in the axis's list, {@link open} while none is chosen. */
export type Row = readonly number[]

export const open = -1

/** What rules some combinations out. */
export interface SpaceRule {
	/** The axes it looks at; it is asked only when each of them has a value. */
	readonly axes: readonly number[]
	readonly forbids: (row: Row) => boolean
}

/** A finite space of combinations, without making them. */
export interface Space {
	/** How many values each axis has. */
	readonly sizes: readonly number[]
	readonly rules: readonly SpaceRule[]
}

/** How many combinations there are, forbidden ones included. */
export const productOf = (sizes: readonly number[]): number =>
	sizes.reduce((product, size) => product * size, 1)

/** Every combination, the last axis turning fastest. The row is one array that changes: copy what you keep. */
export function* everyRow(sizes: readonly number[]): Generator<Row> {
	const row = sizes.map(() => 0)
	const count = productOf(sizes)
	for (let number = 0; number < count; number++) {
		yield row
		for (let axis = sizes.length - 1; axis >= 0; axis--) {
			const next = (row[axis] ?? 0) + 1
			row[axis] = next < (sizes[axis] ?? 0) ? next : 0
			if (row[axis] !== 0) break
		}
	}
}
