import { readAxis } from '#harness/matrix'
import type { BisectAxis } from '#images/providers'

/** What the mirrors have versions of; passt's are values of the axis `network`. */
export const watchedAxes = [
	'kernel',
	'passt',
	'docker',
	'rootlesskit',
] as const satisfies readonly BisectAxis[]

export const matrixAxisOf = (axis: BisectAxis): Exclude<BisectAxis, 'passt'> | 'network' =>
	axis === 'passt' ? 'network' : axis

export type ValuesByAxis = Readonly<Record<BisectAxis, readonly string[]>>

/** What the mirrors have that they did not have before, of one axis. */
export interface NewValues {
	readonly axis: BisectAxis
	/** To be added to the matrix. */
	readonly add: readonly string[]
	/** Tested already: the value of the matrix that stands for it. */
	readonly covered: readonly { readonly value: string; readonly by: string }[]
	/** What the axis does not take: whoever has a mirror can put anything into its index. */
	readonly unreadable: readonly string[]
	/** Whether the matrix varies the axis at all; `add` is empty where it does not. */
	readonly isVaried: boolean
	/** How many there are, these included, of an axis that the matrix does not vary. */
	readonly count: number
}

/** What is new among `offered`, and is not in the matrix by another word. Pure. */
export function compareValues(
	axis: BisectAxis,
	offered: readonly string[],
	{ known, matrix }: { readonly known: readonly string[]; readonly matrix: readonly string[] | undefined },
): NewValues {
	const before = new Set(known)
	const fresh = [...new Set(offered)].filter((value) => !before.has(value)).sort()
	const isReadable = (value: string) => 'value' in readAxis(matrixAxisOf(axis), value)
	const readable = fresh.filter(isReadable)
	const add: string[] = []
	const covered: { value: string; by: string }[] = []
	for (const value of matrix === undefined ? [] : readable) {
		const by = matrix?.find((one) => standsFor(one, value))
		if (by === undefined) add.push(value)
		else covered.push({ value, by })
	}
	return {
		axis,
		add,
		covered,
		unreadable: fresh.filter((value) => !isReadable(value)),
		isVaried: matrix !== undefined,
		count: fresh.length,
	}
}

/** `debian:6.12` is the newest of its series: a new release of that is tested without being named. */
const standsFor = (named: string, value: string): boolean =>
	named === value || (/^[a-z]+:\d+(\.\d+)*$/.test(named) && value.startsWith(`${named}.`))
