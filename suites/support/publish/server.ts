import type { Readable } from 'node:stream'
import { getContainerRuntimeClient } from 'testcontainers'
import { GuestCommandError } from '#results/errors'
import { withDeadline } from '#vm/host'
import { isRefusal, refusedBy, serverPort, startedInTime, suiteLabel, uniqueName } from '../container.ts'
import { once } from '../once.ts'
import { fixtureLabel, standingContainer } from '../standing.ts'
import { imageProbe } from '../vantage.ts'
import { type PortPublication, portSettings } from './publication.ts'

export interface PublishedServerRequest {
	readonly image: string
	/** What it answers with; a server of several ports puts the port behind it. */
	readonly name: string
	readonly publish: readonly PortPublication[]
	/** Where it listens inside its container. Default: the one port of every probe server. */
	readonly ports?: readonly number[]
	/** Without it, as for a fixture: until its own deadline. */
	readonly signal?: AbortSignal
	/** Shared by the checks of a cell: when one of that name runs already, it is taken, and starting it does nothing. */
	readonly fixture?: boolean
}

/** What became of a start: the daemon's own words when it refused. */
export type StartOutcome =
	{ readonly kind: 'started' } | { readonly kind: 'refused'; readonly message: string }

/** A container on the default bridge that exists and may be started, more than once. Disposing of it removes it. */
export interface PublishedServer extends AsyncDisposable {
	readonly who: string
	/** On the clock of performance.now(): when its server listened; undefined before. */
	readonly startedAt: number | undefined
	/** Resolves when its server listens in the container. @throws CheckFailed when the daemon refuses. */
	start(): Promise<void>
	/** `start` for a check that expects a refusal. */
	tryStart(): Promise<StartOutcome>
	/** Idempotent, as is disposing. */
	remove(): Promise<void>
	/** On the default bridge. Empty while it does not run. */
	address(): Promise<string>
	/** `running`, `created`, `exited` … as the daemon says. */
	status(): Promise<string>
}

const readyWithin = 60_000

/**
 * Creates, and does not start: the ports are the daemon's business only at the start. testcontainers leaves a
 * container behind when the daemon refuses to start it, so this speaks to the API itself.
 */
export async function createPublishedServer(request: PublishedServerRequest): Promise<PublishedServer> {
	const { image, name, publish, ports = [serverPort], signal, fixture = false } = request
	const { dockerode } = (await getContainerRuntimeClient()).container
	const { exposed, bindings } = portSettings(publish)
	const standing = fixture ? await standingContainer(name) : undefined
	const container =
		standing !== undefined
			? dockerode.getContainer(standing)
			: await dockerode.createContainer({
					name: uniqueName(name),
					Image: image,
					Cmd: command(name, ports),
					Labels: { [suiteLabel]: name, ...(fixture ? { [fixtureLabel]: name } : {}) },
					ExposedPorts: exposed,
					HostConfig: { PortBindings: bindings },
				})
	let startedAt = standing === undefined ? undefined : performance.now()
	const tryStart = async (): Promise<StartOutcome> => {
		if (standing !== undefined) return { kind: 'started' }
		try {
			await startedInTime(() => container.start())
		} catch (error) {
			if (isRefusal(error)) return { kind: 'refused', message: error.message.trim() }
			throw error
		}
		await withDeadline(`the server "${name}"`, { signal, deadline: readyWithin }, (ends) =>
			listening(container, ports.length, ends),
		)
		startedAt = performance.now()
		return { kind: 'started' }
	}
	const remove = once(() => removeContainer(container))
	return {
		who: name,
		get startedAt() {
			return startedAt
		},
		tryStart,
		async start() {
			const outcome = await tryStart()
			if (outcome.kind === 'refused') throw refusedBy(new Error(outcome.message), `start "${name}"`)
		},
		remove,
		address: async () => (await container.inspect()).NetworkSettings.Networks['bridge']?.IPAddress ?? '',
		status: async () => (await container.inspect()).State.Status,
		[Symbol.asyncDispose]: remove,
	}
}

/** What the server on one of several ports answers with. */
export const whoOnPort = (name: string, port: number): string => `${name}-${port}`

const serveSeveral = `name=$1; shift; for port in "$@"; do ${imageProbe}/serve "$name-$port" "$port" & done; wait`

const command = (name: string, ports: readonly number[]): string[] =>
	ports.length === 1
		? [`${imageProbe}/serve`, name, String(ports[0])]
		: ['sh', '-c', serveSeveral, 'sh', name, ...ports.map(String)]

type Dockerode = Awaited<ReturnType<typeof getContainerRuntimeClient>>['container']['dockerode']
type Container = ReturnType<Dockerode['getContainer']>

/** Follows the log, from its beginning, until each server has said that it listens. */
async function listening(container: Container, servers: number, signal: AbortSignal): Promise<void> {
	const log = (await container.logs({ follow: true, stdout: true, stderr: true })) as Readable
	const stop = () => log.destroy()
	signal.addEventListener('abort', stop, { once: true })
	try {
		let text = ''
		for await (const chunk of log) {
			text += String(chunk)
			if (text.split('listening on').length > servers) return
		}
		throw new GuestCommandError('The probe server ended before it listened', { output: text.slice(-2000) })
	} finally {
		signal.removeEventListener('abort', stop)
		stop()
	}
}

async function removeContainer(container: Container): Promise<void> {
	try {
		await container.remove({ force: true })
	} catch (error) {
		// 404: gone already, which is what was asked for.
		if (!(isRefusal(error) && 'statusCode' in error && error.statusCode === 404)) throw error
	}
}
