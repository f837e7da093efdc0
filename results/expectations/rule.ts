import type { BrNetfilterState, DaemonSettings, KnownIssue, PortDriver } from '../schema/index.ts'
import type { StackPart } from '../model/index.ts'
import type { VersionRanges } from '../versions/index.ts'
import type { CheckForms } from './form-pattern.ts'

/** The daemon's settings that rules speak about, with its own defaults filled in, so that a rule need not list "unset". */
export type EffectiveSettings = Required<
	Pick<DaemonSettings, 'icc' | 'userlandProxy' | 'ignoreBrNetfilterError' | 'ipv6' | 'disableHostLoopback'>
> & {
	/** Whether RootlessKit is told --ipv6, and does not tell pasta --ipv4-only. */
	readonly rootlesskitIpv6: boolean
	/** The network driver's; `default` is dockerd-rootless.sh's own choice. */
	readonly mtu: number | 'default'
}

export const networkDrivers = [
	'slirp4netns',
	'pasta',
	'default',
	'vpnkit',
	'lxc-user-nic',
	'gvisor-tap-vsock',
] as const
type NetworkDriver = (typeof networkDrivers)[number]

/**
 * All conditions that are named must hold; a list holds when the cell's value is in it. Versions are said of what
 * runs, whichever axis brought it: `versions.kernel` is the kernel's release, `versions.dockerd` the daemon's.
 */
export interface RuleConditions {
	readonly axes?: {
		readonly brNetfilter?: readonly BrNetfilterState[]
		readonly portDriver?: readonly PortDriver[]
		/** The driver, in any version. */
		readonly network?: readonly NetworkDriver[]
		readonly guest?: readonly string[]
		/** One of these words stands on the kernel's command line, by the axis `cmdline`. */
		readonly cmdlineWord?: readonly string[]
		/** One of these modules is absent, by the axis `modules`; with _ and not -. */
		readonly moduleAbsent?: readonly string[]
	}
	readonly daemon?: { readonly [K in keyof EffectiveSettings]?: readonly EffectiveSettings[K][] }
	readonly versions?: { readonly [part in StackPart]?: VersionRanges }
}

/**
 * A known issue: where these conditions hold, these checks are expected to fail, each by these ways and in these forms.
 * What no rule names must pass, and what fails otherwise is no known issue.
 */
export interface Rule extends KnownIssue {
	readonly when: RuleConditions
	readonly checks: Readonly<Record<string, CheckForms>>
	readonly expect: 'fail'
	/** Ids of rules further down that may hold in the same cell: what this one says happens first, so that theirs does not. */
	readonly precedes?: readonly string[]
}
