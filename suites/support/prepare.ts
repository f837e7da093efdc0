import { reachGuest } from '#vm/guest'
import { type CheckId, catalogue } from '../catalogue/index.ts'
import type { CellFacts } from './cell-facts.ts'
import { type Fixtures, makeFixtures } from './fixtures.ts'

interface Prepared {
	readonly name: string
	readonly start: (fixtures: Fixtures) => Promise<unknown>
	/** The checks that it is for; without them, most. */
	readonly checks?: readonly CheckId[]
}

/** What is worth a place in a snapshot. The others are started by the check that needs them, as in a VM that was booted. */
const prepared: readonly Prepared[] = [
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

/**
 * Starts containers that the checks share, to be found standing by the suites that run in this VM later. The first
 * failure is thrown: a check is to meet it, and to report it.
 */
export async function prepareFixtures(
	{ probeImage, cell, stack, ssh }: CellFacts,
	names: readonly string[],
): Promise<void> {
	const guest = await reachGuest({ ...ssh, deadline: 30_000 })
	const fixtures = makeFixtures(probeImage, { ...cell, stack }, guest)
	// Starting a container keeps one processor busy.
	for (const { name, start } of prepared) if (names.includes(name)) await start(fixtures)
}
