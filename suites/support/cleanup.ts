import { getContainerRuntimeClient } from 'testcontainers'
import { connectGuest } from '#vm/guest'
import type { CellFacts } from './cell-facts.ts'
import { suiteLabel } from './container.ts'
import { forgetWounded } from './daemon/wounded-network.ts'

/** Leaves the VM as the suites found it. */
export async function cleanUp({ ssh }: CellFacts, signal: AbortSignal): Promise<void> {
	await removeFixtures()
	const guest = await connectGuest({ ...ssh, signal })
	try {
		await forgetWounded(guest, signal)
	} finally {
		await guest.close()
	}
}

/** Removes the suites' containers and networks. */
export async function removeFixtures(): Promise<void> {
	const { dockerode } = (await getContainerRuntimeClient()).container
	const containers = await dockerode.listContainers({ all: true, filters: { label: [suiteLabel] } })
	await Promise.all(containers.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true })))
	const networks = await dockerode.listNetworks()
	const own = networks.filter(({ Name }) => Name.startsWith('rm-'))
	await Promise.all(own.map(({ Id }) => dockerode.getNetwork(Id).remove()))
}
