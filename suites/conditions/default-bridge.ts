import type { DaemonSettings } from '#results'
import { condition } from '../check/condition.ts'

/** Whether dockerd makes the network that a container without one of its own gets. */
export const makesDefaultBridge = ({ bridge }: DaemonSettings): boolean => bridge !== 'none'

/** Where what a check asks is the default bridge itself, or what is on it unasked. */
export const hasDefaultBridge = condition(
	'not with bridge: none',
	({ daemonSettings }) => makesDefaultBridge(daemonSettings) || 'bridge is none: there is no default bridge',
)

/** A RUN step is on the default bridge, and the builders take no other network by themselves. */
export const buildsHaveNetwork = condition(
	'not with bridge: none',
	({ daemonSettings }) => makesDefaultBridge(daemonSettings) || 'bridge is none: a RUN step has no network',
)
