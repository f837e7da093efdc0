import { reachGuest } from '#vm/guest'
import type { CellFacts } from './cell-facts.ts'
import { makeFixtures } from './fixtures.ts'
import { prepared } from './prepared.ts'

/**
 * Starts containers that the checks share, to be found standing by the suites that run in this VM later. The first
 * failure is thrown: a check is to meet it, and to report it.
 */
export async function prepareFixtures(
	{ probeImage, cell, stack, ssh }: CellFacts,
	names: readonly string[],
): Promise<void> {
	const guest = await reachGuest({ ...ssh, deadline: 180_000 })
	const fixtures = makeFixtures(probeImage, { ...cell, stack }, guest)
	// Starting a container keeps one processor busy.
	for (const { name, start } of prepared) if (names.includes(name)) await start(fixtures)
}
