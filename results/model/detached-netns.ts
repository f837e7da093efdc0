import type { CellRecord } from '../schema/index.ts'
import { inRange } from '../versions/index.ts'

/** From here on dockerd-rootless.sh starts RootlessKit with --detach-netns (moby #47103). */
export const detachedSince = '29.5.0'

/** What asks of the namespace that `--network host` shares: with a detached one that is the host's own, and nothing is promised. */
export const hostNetworkCheck = 'isolation.host-network-container'

/**
 * Whether a dockerd stays in the host's network namespace and has one for its containers alone: `--network host` is then the
 * network of the host itself. DOCKERD_ROOTLESS_ROOTLESSKIT_DETACH_NETNS=false turns it off.
 */
export const detachesNetns = (
	{ detachNetns }: CellRecord['daemonSettings'],
	dockerd: string | undefined,
): boolean => detachNetns !== false && inRange('program', dockerd ?? '', { from: detachedSince }) === true
