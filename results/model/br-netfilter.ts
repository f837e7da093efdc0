import type { CellRecord } from '../schema/index.ts'
import { inRange } from '../versions/index.ts'
import { stackVersion } from './stack-version.ts'

type Settings = CellRecord['daemonSettings']

/** The Docker from which on the variable counts (moby #49306); before it nothing but the module helps. */
export const ignoresSince = '27.5.1'
/** Since when a daemon asks for br_netfilter without the userland proxy too (moby #48685). */
export const proxyCountsSince = '27.4.0'

/** Whether a dockerd is of this version or newer; undefined for one that cannot be read. */
const isFrom = (dockerd: string | undefined, from: string): boolean | undefined =>
	inRange('program', dockerd ?? '', { from })

/** Whether a dockerd knows DOCKER_IGNORE_BR_NETFILTER_ERROR; undefined where its version cannot be read. */
export const knowsVariable = (dockerd: string | undefined): boolean | undefined =>
	isFrom(dockerd, ignoresSince)

/** Settings for which a dockerd wants br_netfilter. A version that cannot be read counts as new: the older rules need a proof. */
export const askingForModule = (
	settings: Settings,
	dockerd: string | undefined,
): ('icc' | 'userlandProxy')[] =>
	(['icc', 'userlandProxy'] as const).filter(
		(name) => settings[name] === false && (name === 'icc' || isFrom(dockerd, proxyCountsSince) !== false),
	)

/** Whether the daemon refuses to start for want of br_netfilter, as is documented. */
export function refusesToStart(cell: Pick<CellRecord, 'axes' | 'daemonSettings' | 'stack'>): boolean {
	const dockerd = stackVersion('dockerd', cell)
	const ignores = cell.daemonSettings.ignoreBrNetfilterError === '1' && knowsVariable(dockerd) !== false
	return (
		cell.axes.brNetfilter !== 'loaded' && askingForModule(cell.daemonSettings, dockerd).length > 0 && !ignores
	)
}
