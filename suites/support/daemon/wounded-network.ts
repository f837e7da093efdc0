import { getContainerRuntimeClient } from 'testcontainers'
import { refusable, suiteLabel, uniqueName } from '../container.ts'

/**
 * Of the network and of its bridge, so that an interface of this name can stand in its way. Another one in each run:
 * a dockerd before 27.5.1 never lets go of it (moby #49291).
 */
export const woundedNetwork = uniqueName('rm-hurt')

/** @throws CheckFailed when the daemon refuses. */
export function createWounded(): Promise<void> {
	return asked('create', async (dockerode) => {
		await dockerode.createNetwork({
			Name: woundedNetwork,
			Driver: 'bridge',
			Options: { 'com.docker.network.bridge.name': woundedNetwork },
			Labels: { [suiteLabel]: woundedNetwork },
		})
	})
}

/** @throws CheckFailed when the daemon refuses. */
export function removeWounded(): Promise<void> {
	return asked('remove', async (dockerode) => {
		await dockerode.getNetwork(woundedNetwork).remove()
	})
}

type Dockerode = Awaited<ReturnType<typeof getContainerRuntimeClient>>['container']['dockerode']

async function asked(verb: string, work: (dockerode: Dockerode) => Promise<void>): Promise<void> {
	const { dockerode } = (await getContainerRuntimeClient()).container
	await refusable(`${verb} the network "${woundedNetwork}"`, () => work(dockerode))
}
