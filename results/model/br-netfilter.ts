import type { CellRecord } from '../schema/index.ts'
import { inRange } from '../versions/index.ts'
import { stackVersion } from './stack-version.ts'

type Configured = Pick<CellRecord, 'axes' | 'daemonSettings' | 'stack'>

/** The Docker from which on the variable counts (moby #49306); before it nothing but the module helps. */
export const ignoresSince = '27.5.1'
/** Since when a daemon asks for br_netfilter without the userland proxy too (moby #48685). */
export const proxyCountsSince = '27.4.0'

/** A version that cannot be read counts as new: the older rules need a proof. */
const since = (cell: Configured, from: string): boolean =>
	inRange('program', stackVersion('dockerd', cell) ?? '', { from }) ?? true

/** Settings for which this daemon wants br_netfilter. */
export const askingForModule = (cell: Configured): ('icc' | 'userlandProxy')[] =>
	(['icc', 'userlandProxy'] as const).filter(
		(name) => cell.daemonSettings[name] === false && (name === 'icc' || since(cell, proxyCountsSince)),
	)

/** Whether the daemon refuses to start for want of br_netfilter, as is documented. */
export const refusesToStart = (cell: Configured): boolean =>
	cell.axes.brNetfilter !== 'loaded' &&
	askingForModule(cell).length > 0 &&
	!(cell.daemonSettings.ignoreBrNetfilterError === '1' && since(cell, ignoresSince))
