import { getContainerRuntimeClient } from 'testcontainers'
import { type Answer, describeAnswer } from '../answer.ts'
import { isRefusal, serverPort, suiteLabel, uniqueName } from '../container.ts'
import { answeredBy } from '../expect-answer.ts'
import { CheckFailed } from '../outcome.ts'
import { type Target, type Vantage, imageProbe } from '../vantage.ts'

const who = 'keeper'
/** On all addresses. */
export const keeperPort = 8190
const target: Target = { host: '127.0.0.1', port: keeperPort }

/** A container with a published port that the daemon is to start again whenever it starts itself. */
export interface PublishedKeeper extends AsyncDisposable {
	/** Waits until its server answers through the published port. @throws CheckFailed when it does not. */
	answers(place: Vantage, when: string): Promise<Answer & { kind: 'answered' }>
}

/** Milliseconds: pasta's look at its namespace once a second, and a server's start, on a machine that is slow for both. */
const patience = 10_000

/** On the default bridge. Whether it answers is asked apart. @throws CheckFailed when the daemon refuses. */
export async function startKeeper(image: string): Promise<PublishedKeeper> {
	const { dockerode } = (await getContainerRuntimeClient()).container
	const port = `${serverPort}/tcp`
	const container = await dockerode.createContainer({
		Image: image,
		name: uniqueName(who),
		Cmd: [`${imageProbe}/serve`, who, String(serverPort)],
		Labels: { [suiteLabel]: who },
		ExposedPorts: { [port]: {} },
		HostConfig: {
			// docs.docker.com, "Start containers automatically": without it a restart of the daemon ends a container.
			RestartPolicy: { Name: 'always' },
			PortBindings: { [port]: [{ HostIp: '', HostPort: String(keeperPort) }] },
		},
	})
	const remove = async () => {
		await container.remove({ force: true })
	}
	try {
		await container.start()
	} catch (error) {
		await remove()
		if (isRefusal(error))
			throw new CheckFailed(`The daemon refused to publish ${keeperPort}: ${error.message}`)
		throw error
	}
	return {
		async answers(place, when) {
			const until = performance.now() + patience
			let answer = await place.ask(target)
			// Each question takes a program's start in the guest, which is pause enough.
			while (!answeredBy(answer, who) && performance.now() < until) answer = await place.ask(target)
			if (answeredBy(answer, who)) return answer
			const { State } = await container.inspect()
			throw new CheckFailed(
				`${when} the published port ${target.host}:${target.port} does not answer (${describeAnswer(answer)}); the container is ${State.Status}`,
			)
		},
		[Symbol.asyncDispose]: remove,
	}
}
