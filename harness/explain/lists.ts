import type { CheckExpectation, Expectation } from './explain.ts'
import type { Pen } from './pen.ts'

/** The checks of which one thing is expected. */
export type Of<E extends CheckExpectation['expect']> = Extract<CheckExpectation, { expect: E }>

export const only = <E extends CheckExpectation['expect']>({ checks }: Expectation, expect: E): Of<E>[] =>
	checks.filter((check): check is Of<E> => check.expect === expect)

/** In the order of their first ones. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
	const groups = new Map<string, T[]>()
	for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
	return [...groups.values()]
}

export const idsOf = (checks: readonly { readonly check: string }[], { words }: Pen): string =>
	checks.map(({ check }) => check).join(words.comma)
