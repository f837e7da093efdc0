import { getContainerRuntimeClient } from 'testcontainers'
import { isRefusal, suiteLabel } from '../container.ts'
import { CheckFailed } from '../outcome.ts'

/** Of the network and of its bridge, so that an interface of this name can stand in its way. */
export const woundedNetwork = 'rm-wounded'

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
	try {
		await work((await getContainerRuntimeClient()).container.dockerode)
	} catch (error) {
		if (!isRefusal(error)) throw error
		throw new CheckFailed(`The daemon refused to ${verb} the network "${woundedNetwork}": ${error.message}`, {
			cause: error,
		})
	}
}
