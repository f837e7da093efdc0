import { detachedSince } from '#results'
import { inRange } from '#results/versions'
import { type CellView, condition } from '../check/condition.ts'

/**
 * Whether dockerd stays in the host's network namespace and has one for its containers alone: dockerd-rootless.sh tells
 * RootlessKit --detach-netns from 29.5.0 on (moby #47103), unless DOCKERD_ROOTLESS_ROOTLESSKIT_DETACH_NETNS=false.
 */
const detachesNetns = (cell: CellView): boolean =>
	cell.daemonSettings.detachNetns !== false &&
	inRange('program', cell.versions.dockerd ?? '', { from: detachedSince }) === true

/** Where `--network host` is a namespace of RootlessKit's, and not the host's own. */
export const hostNetworkIsRootlessKits = condition(
	`not with a detached network namespace, the default from Docker ${detachedSince}`,
	(cell) =>
		!detachesNetns(cell) ||
		"RootlessKit's network namespace is detached: --network host is the VM's own network, whose 127.0.0.1 a container is to reach",
)
