import { expectAll, type Expectation, predictStack } from '#harness/explain'
import { rawAxes, type Plan } from '#harness/matrix'
import { axisNames, type Rule } from '#results'
import { notExpected } from './not-expected.ts'

export interface ExplainOptions {
	/** Default: the known issues that are shipped, and those of plug-ins. */
	readonly rules?: readonly Rule[] | undefined
}

/**
 * What a run of a planned cell should find, and why; no VM is booted for it.
 * @throws ConfigurationError for what is no cell of a plan.
 */
export function explain(cell: Plan['cells'][number], { rules }: ExplainOptions = {}): Expectation {
	if (!isCell(cell)) throw notExpected('explain', 'a cell of what planMatrix gives', cell)
	const { axes, daemonSettings } = cell
	return expectAll({ axes: rawAxes(axes), daemonSettings, stack: predictStack(axes) }, rules)
}

/** Whether each axis has a value that was read: a cell's texts alone are none. */
function isCell(cell: unknown): boolean {
	const { axes, daemonSettings } = (cell ?? {}) as {
		axes?: Record<string, unknown>
		daemonSettings?: unknown
	}
	if (typeof daemonSettings !== 'object' || daemonSettings === null) return false
	return axisNames.every((axis) => typeof axes?.[axis] === 'object')
}
