import type { Axes, DaemonSettings, Stack } from '#results'

/** What a condition needs to know of a cell. */
export interface CellView {
	readonly axes: Axes
	readonly daemonSettings: DaemonSettings
	readonly stack: Stack
}

/** When a check has a contract. */
export interface Condition {
	/** In words for a person: what `holds` decides, in general. */
	readonly label: string
	/** True, or the reason why this configuration gives no such contract. */
	readonly holds: (cell: CellView) => true | string
}

export const condition = (label: string, holds: Condition['holds']): Condition => ({ label, holds })

export const always = condition('always', () => true)

/** Holds where all of them do; else the reason is the first one's that does not. */
export const allOf = (...conditions: readonly Condition[]): Condition =>
	condition(conditions.map(({ label }) => label).join('; '), (cell) => {
		for (const { holds } of conditions) {
			const answer = holds(cell)
			if (answer !== true) return answer
		}
		return true
	})
