import { getContainerRuntimeClient } from 'testcontainers'
import { once } from './once.ts'

/** Marks a container that is meant to be shared, and by which name. */
export const fixtureLabel = 'rootless-matrix.fixture'

/**
 * What stood in the daemon when this process first asked: the fixtures of a VM that goes on from a snapshot. In a VM that
 * was booted there are none.
 */
const standing = once(async (): Promise<ReadonlyMap<string, string>> => {
	const { dockerode } = (await getContainerRuntimeClient()).container
	const containers = await dockerode.listContainers({ filters: { label: [fixtureLabel] } })
	return new Map(containers.map(({ Id, Labels }) => [Labels[fixtureLabel] ?? '', Id]))
})

/** The id of a fixture that runs already; undefined when there is none, or when it was removed since. */
export async function standingContainer(fixture: string): Promise<string | undefined> {
	const id = (await standing()).get(fixture)
	if (id === undefined) return undefined
	const { dockerode } = (await getContainerRuntimeClient()).container
	const running = await dockerode.listContainers({ filters: { id: [id] } })
	return running.length === 0 ? undefined : id
}

/** A network whose unique name begins like that, with a fixture on it. */
export async function standingNetwork(name: string): Promise<{ getName(): string } | undefined> {
	if ((await standing()).size === 0) return undefined
	const { dockerode } = (await getContainerRuntimeClient()).container
	const found = (await dockerode.listNetworks()).find(({ Name }) => Name.startsWith(`${name}-`))
	return found && { getName: () => found.Name }
}
