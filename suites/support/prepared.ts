import { type CheckId, catalogue } from '../catalogue/index.ts'
import type { Fixtures } from './fixtures.ts'

interface Prepared {
	readonly name: string
	readonly start: (fixtures: Fixtures) => Promise<unknown>
	/** The checks that it is for; without them, most. */
	readonly checks?: readonly CheckId[]
}

/** What is worth a place in a snapshot. The others are started by the check that needs them, as in a VM that was booted. */
export const prepared: readonly Prepared[] = [
	{ name: 'web', start: ({ web }) => web() },
	{ name: 'neighbour', start: ({ neighbour }) => neighbour() },
	{ name: 'first', start: ({ first }) => first() },
	{ name: 'second', start: ({ second }) => second() },
	{ name: 'singly', start: ({ singly }) => singly('loopback') },
	{
		name: 'ranges',
		start: ({ ranges }) => ranges(),
		checks: ['publish.range', 'publish.translated-range', 'publish.udp'],
	},
	{ name: 'sixth', start: ({ sixth }) => sixth(), checks: ['bridge.same-network-v6'] },
	{ name: 'seventh', start: ({ seventh }) => seventh(), checks: ['bridge.same-network-v6'] },
]

/** The names of the containers that are started beforehand when these checks will be asked; default: all. */
export function fixturesFor(checks: readonly string[] = catalogue.map(({ id }) => id)): string[] {
	return prepared
		.filter((one) => one.checks === undefined || one.checks.some((id) => checks.includes(id)))
		.map(({ name }) => name)
}
