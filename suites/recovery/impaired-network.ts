import { dockerApi, type DockerApi } from '../fixtures/docker.ts'
import { DaemonError } from '#results/errors'
import type { Guest } from '#vm'
import { isRefusal, suiteLabel, uniqueName } from '../fixtures/container.ts'
import { netnsVantage, output } from '../vantage/vantage.ts'
import { type Failure, daemonRefused } from '../probes/wrong-with.ts'
import { daemonUnit, whyFailed } from './daemon-unit.ts'
import { networkStore } from './network-store.ts'

const prefix = 'rm-bad'

/**
 * Of the network and of its bridge, so that an interface of this name can stand in its way. Another one in each run:
 * a dockerd before 27.5.1 never lets go of it (moby #49291).
 */
export const impairedNetwork = uniqueName(prefix)

/** Returns the daemon's refusal, if it refuses. */
export function createImpaired(): Promise<Failure | undefined> {
	return asked('create', async (dockerode) => {
		await dockerode.createNetwork({
			Name: impairedNetwork,
			Driver: 'bridge',
			Options: { 'com.docker.network.bridge.name': impairedNetwork },
			Labels: { [suiteLabel]: impairedNetwork },
		})
	})
}

/** Returns the daemon's refusal, if it refuses. */
export function removeImpaired(): Promise<Failure | undefined> {
	return asked('remove', async (dockerode) => {
		await dockerode.getNetwork(impairedNetwork).remove()
	})
}

/**
 * Where a dockerd before 27.5.1 brings a removed network's bridge back at every start (moby #49291), gives it a new
 * record of its networks. The suites' other networks must be gone. @throws HarnessError
 */
export async function forgetImpaired(guest: Guest, signal: AbortSignal): Promise<void> {
	const links = await output(netnsVantage(guest, signal), ['ip', '-brief', 'link'])
	if (!links.split('\n').some((line) => line.startsWith(prefix))) return
	const unit = daemonUnit({ guest, signal })
	await unit.stop()
	await networkStore.clear(guest, signal)
	const start = await unit.restart()
	if (start.state === 'failed')
		throw new DaemonError(`The daemon does not start without its networks: ${whyFailed(start)}`, {
			hint: 'Nothing more can be asked in this VM.',
		})
}

async function asked(
	verb: string,
	work: (dockerode: DockerApi) => Promise<void>,
): Promise<Failure | undefined> {
	const dockerode = await dockerApi()
	try {
		await work(dockerode)
		return undefined
	} catch (error) {
		if (!isRefusal(error)) throw error
		const words = `the daemon refused to ${verb} the network "${impairedNetwork}": ${error.message}`
		return { form: daemonRefused(error.message), words }
	}
}
