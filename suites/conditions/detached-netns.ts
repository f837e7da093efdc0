import { detachedSince, detachesNetns } from '#results/model'
import { condition } from '../check/condition.ts'

/** Where `--network host` is a namespace of RootlessKit's, and not the host's own. */
export const hostNetworkIsRootlessKits = condition(
	`not with a detached network namespace, the default from Docker ${detachedSince}`,
	({ daemonSettings, versions }) =>
		!detachesNetns(daemonSettings, versions.dockerd) ||
		"RootlessKit's network namespace is detached: --network host is the VM's own network, whose 127.0.0.1 a container is to reach",
)
