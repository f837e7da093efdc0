import { runtimeClient, testcontainers } from '../fixtures/docker.ts'
import type { Guest } from '#vm'
import { suiteLabel, uniqueName } from '../fixtures/container.ts'
import { type Vantage, containerVantage } from './vantage.ts'

/** A place to ask from in a container with `--network host`. Disposing removes it. */
export type HostNetworkClient = Vantage & AsyncDisposable

/** Such a container shares RootlessKit's network namespace, which is what `host` means to a rootless daemon. */
export async function startHostNetworkClient(image: string, guest: Guest): Promise<HostNetworkClient> {
	const name = 'host-network'
	const { GenericContainer, Wait } = await testcontainers()
	const started = await new GenericContainer(image)
		.withName(uniqueName(name))
		.withLabels({ [suiteLabel]: name })
		.withNetworkMode('host')
		.withCommand(['sh', '-c', 'echo ready; exec sleep 86400'])
		.withWaitStrategy(Wait.forLogMessage('ready'))
		.withStartupTimeout(60_000)
		.start()
	const { container: api } = await runtimeClient()
	const { State } = await api.inspect(api.getById(started.getId()))
	return {
		...containerVantage(name, State.Pid, guest),
		async [Symbol.asyncDispose]() {
			await started.stop({ timeout: 0 })
		},
	}
}
