import type { CheckRecord, CellRecord, Results } from '../../schema/index.ts'
import type { SaidLine } from '../words/said.ts'
import type { Texts } from '../words/catalogue/english.js'
import { reasonWords } from '../words/translate.ts'

/** Why suites do not ask what a container with --network host reaches: all of the host's network is its own, by design. */
const detached = /^RootlessKit's network namespace is detached: --network host is /

/** Why suites do not ask what a part of the stack cannot do: a reader has to know, though nothing failed. */
const notOffered: readonly RegExp[] = [
	/^pasta \S+ does not forward UDP with implicit ports: /,
	/^with the implicit port driver dockerd binds /,
	/^the userland proxy is off, and only it carries IPv6 /,
	detached,
	/^dockerd-rootless\.sh can leave host loopback enabled only since /,
]

/** Whether a check was skipped because the product has no such thing in this configuration. */
export const isNotOffered = ({ verdict, message = '' }: CheckRecord): boolean =>
	verdict === 'skipped' && notOffered.some((pattern) => pattern.test(message))

export const leavesHostNetwork = ({ verdict, message = '' }: CheckRecord): boolean =>
	verdict === 'skipped' && detached.test(message)

export const notOfferedIn = ({ checks }: CellRecord): number => checks.filter(isNotOffered).length

/** What configurations do not offer, a line a reason. */
export function notOfferedWords(results: Results, cells: readonly number[], texts: Texts): SaidLine[] {
	const reasons = new Map<string, { checks: Set<string>; cells: number[] }>()
	for (const index of cells)
		for (const check of results.cells[index]?.checks ?? []) {
			// That is no lack, and told as what it opens.
			if (!isNotOffered(check) || leavesHostNetwork(check)) continue
			const words = reasonWords(check.message ?? '', texts)
			const one = reasons.get(words) ?? { checks: new Set(), cells: [] }
			one.checks.add(check.id)
			if (one.cells.at(-1) !== index) one.cells.push(index)
			reasons.set(words, one)
		}
	const { notOffered: say, and } = texts.decision
	return [...reasons].map(([why, one]) => ({ words: say([...one.checks].join(and), why), cells: one.cells }))
}
