import { rangesMeet } from '../meet.ts'
import type { Rule } from '../rule.ts'

/** moby #48132: from here on dockerd asks the port driver itself, and not the userland proxy. */
const ASKS_ITSELF = '28.0.0'

/**
 * Where the port driver is asked at all: with the userland proxy, and without it from dockerd 28.0 on. What becomes of a
 * check where nobody asks it is the business of the two rules on that.
 */
export function whereAsked(rule: Rule): readonly [Rule, Rule] {
	const { when } = rule
	const dockerd = rangesMeet('dockerd', when.versions?.dockerd ?? {}, { from: ASKS_ITSELF })
	if (dockerd === undefined) throw new RangeError(`${rule.id}: no dockerd that asks itself`)
	return [
		{ ...rule, when: { ...when, daemon: { ...when.daemon, userlandProxy: [true] } } },
		{
			...rule,
			id: `${rule.id}-without-proxy`,
			when: {
				...when,
				daemon: { ...when.daemon, userlandProxy: [false] },
				versions: { ...when.versions, dockerd },
			},
		},
	]
}
