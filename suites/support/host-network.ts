import { GenericContainer, Wait } from 'testcontainers'
import { suiteLabel, uniqueName } from './container.ts'
import { type Vantage, imageProbe, vantage } from './vantage.ts'

/** A place to ask from in a container with `--network host`. Disposing removes it. */
export type HostNetworkClient = Vantage & AsyncDisposable

/** Such a container shares RootlessKit's network namespace, which is what `host` means to a rootless daemon. */
export async function startHostNetworkClient(image: string): Promise<HostNetworkClient> {
	const name = 'host-network'
	const started = await new GenericContainer(image)
		.withName(uniqueName(name))
		.withLabels({ [suiteLabel]: name })
		.withNetworkMode('host')
		.withCommand(['sh', '-c', 'echo ready; exec sleep 86400'])
		.withWaitStrategy(Wait.forLogMessage('ready'))
		.withStartupTimeout(60_000)
		.start()
	const place = vantage(`container "${name}"`, imageProbe, async (argv) => {
		const began = performance.now()
		const { stdout, stderr, exitCode } = await started.exec([...argv])
		return { stdout, stderr, code: exitCode, ms: Math.round(performance.now() - began) }
	})
	return {
		...place,
		async [Symbol.asyncDispose]() {
			await started.stop({ timeout: 0 })
		},
	}
}
