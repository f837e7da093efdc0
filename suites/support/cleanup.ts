import { getContainerRuntimeClient } from 'testcontainers'
import { suiteLabel } from './container.ts'

/** Removes the suites' containers and networks. */
export async function removeFixtures(): Promise<void> {
	const { dockerode } = (await getContainerRuntimeClient()).container
	const containers = await dockerode.listContainers({ all: true, filters: { label: [suiteLabel] } })
	await Promise.all(containers.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true })))
	const networks = await dockerode.listNetworks()
	const own = networks.filter(({ Name }) => Name.startsWith('rm-'))
	await Promise.all(own.map(({ Id }) => dockerode.getNetwork(Id).remove()))
}
