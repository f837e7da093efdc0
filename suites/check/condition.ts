import type { Axes, DaemonSettings, Reasons, Stack, StackVersions } from '#results'

/** What a condition needs to know of a cell. */
export interface CellView {
	readonly axes: Axes
	readonly daemonSettings: DaemonSettings
	/** What the running binaries report. */
	readonly stack: Stack
	/** As they report them, else as the cell asks for them. */
	readonly versions: StackVersions
}

/** When a check has a contract. */
export interface Condition {
	/** In words for a person: what `holds` decides, in general. */
	readonly label: string
	/** True, or the reason why this configuration gives no such contract. */
	readonly holds: (cell: CellView) => true | string
	/** Its reasons in Chinese: each as it is said, or as an expression from `^` to `$` whose groups `$1` stands for. */
	readonly chinese?: Reasons
}

/** @param chinese its reasons for readers of Chinese: `[['why not in this cell', '…']]`. */
export const condition = (label: string, holds: Condition['holds'], chinese: Reasons = []): Condition => ({
	label,
	holds,
	chinese,
})

export const always = condition('always', () => true)

/** Holds where all of them do; else the reason is the first one's that does not. */
export const allOf = (...conditions: readonly Condition[]): Condition =>
	condition(
		conditions.map(({ label }) => label).join('; '),
		(cell) => {
			for (const { holds } of conditions) {
				const answer = holds(cell)
				if (answer !== true) return answer
			}
			return true
		},
		conditions.flatMap(({ chinese = [] }) => chinese),
	)
