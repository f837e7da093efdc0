import type { CellRecord } from '../schema/index.ts'
import { inRange } from '../versions/index.ts'
import { stackVersion } from './stack-version.ts'

/** From here on dockerd-rootless.sh starts RootlessKit with --detach-netns (moby #47103). */
export const detachedSince = '29.5.0'

/** What asks of the namespace that `--network host` shares: with a detached one that is the host's own, and nothing is promised. */
export const hostNetworkCheck = 'isolation.host-network-container'

/** Whether the daemon's namespace is detached: `--network host` is then the network of the host itself. */
export const detachesNetns = (cell: Pick<CellRecord, 'axes' | 'daemonSettings' | 'stack'>): boolean =>
	cell.daemonSettings.detachNetns !== false &&
	inRange('program', stackVersion('dockerd', cell) ?? '', { from: detachedSince }) === true
