import type { CellFacts } from './cell-facts.ts'
import { type Fixtures, makeFixtures } from './fixtures.ts'

/** What most checks use. The others are started by the check that needs them, as in a VM that was booted. */
const prepared = [
	({ web }) => web(),
	({ neighbour }) => neighbour(),
	({ first }) => first(),
	({ second }) => second(),
	({ singly }) => singly('loopback'),
] as const satisfies readonly ((fixtures: Fixtures) => Promise<unknown>)[]

/**
 * Starts the containers that the checks share, to be found standing by the suites that run in this VM later. The first
 * failure is thrown: a check is to meet it, and to report it.
 */
export async function prepareFixtures({ probeImage, cell, stack }: CellFacts): Promise<void> {
	const fixtures = makeFixtures(probeImage, { ...cell, stack })
	// Starting a container keeps one processor busy.
	for (const start of prepared) await start(fixtures)
}
