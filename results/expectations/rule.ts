import type { BrNetfilterState, DaemonSettings, KnownIssue, PortDriver } from '../schema/index.ts'
import type { StackPart } from './stack-version.ts'
import type { VersionRange } from '../versions/index.ts'

/** The daemon's settings with its own defaults filled in, so that a rule need not list "unset". */
export type EffectiveSettings = Required<DaemonSettings>

/** All conditions that are named must hold; a list holds when the cell's value is in it. */
export interface RuleConditions {
	readonly axes?: {
		readonly brNetfilter?: readonly BrNetfilterState[]
		readonly portDriver?: readonly PortDriver[]
	}
	readonly daemon?: { readonly [K in keyof EffectiveSettings]?: readonly EffectiveSettings[K][] }
	readonly versions?: { readonly [part in StackPart]?: VersionRange }
}

/** A known issue: where these conditions hold, these checks are expected to fail. */
export interface Rule extends KnownIssue {
	readonly when: RuleConditions
	readonly checks: readonly [string, ...string[]]
	readonly expect: 'fail'
}
