import { expectAll, type Expectation, predictStack } from '#harness/explain'
import { rawAxes, type Plan } from '#harness/matrix'
import type { Rule } from '#results'

export interface ExplainOptions {
	/** Default: the known issues that are shipped, and those of plug-ins. */
	readonly rules?: readonly Rule[] | undefined
}

/** What a run of a planned cell should find, and why; no VM is booted for it. */
export const explain = (
	{ axes, daemonSettings }: Plan['cells'][number],
	{ rules }: ExplainOptions = {},
): Expectation => expectAll({ axes: rawAxes(axes), daemonSettings, stack: predictStack(axes) }, rules)
