import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { HostError } from '#results/errors'
import { type Bounded, waitFor, withDeadline } from '../../host/index.ts'
import type { Qmp } from '../qmp.ts'

/** The memory is a file of its own and stays out of the stream. Both ends must say so. */
const capabilities = { capabilities: [{ capability: 'x-ignore-shared', state: true }] }

/** The stream is 1 to 2 MiB; what is loaded is bounded by the boot's own deadline. */
const SAVE_DEADLINE = 300_000

const migrationStatus = z.object({ status: z.string().optional(), 'error-desc': z.string().optional() })

/**
 * Stops the guest and writes the state of its devices to `file`. By way of a socket: QEMU, without root and in its
 * sandbox, may neither open the file nor start a program. `exchange` is a directory where it may connect.
 */
export async function saveDevices(
	qmp: Qmp,
	{ exchange, file }: { readonly exchange: string; readonly file: string },
	{ signal }: Bounded = {},
): Promise<void> {
	const path = join(exchange, 'save')
	const server = createServer()
	await withDeadline(
		'Saving the state of the devices',
		{ signal, deadline: SAVE_DEADLINE },
		async (aborted) => {
			const bounded = { signal: aborted, deadline: Infinity }
			// Out of file descriptors, an accept fails.
			server.on('error', () => undefined)
			try {
				server.listen(path)
				await once(server, 'listening', { signal: aborted })
				// The directory is closed to everybody but QEMU.
				await chmod(path, 0o666)
				const written = once(server, 'connection', { signal: aborted }).then(([socket]: Socket[]) =>
					pipeline(socket!, createWriteStream(file, { mode: 0o600 })),
				)
				written.catch(() => undefined)
				await qmp.execute('migrate-set-capabilities', capabilities, bounded)
				await qmp.execute('migrate', { uri: `unix:${path}` }, bounded)
				await migrated(qmp, aborted)
				await written
			} finally {
				server.close()
				await rm(path, { force: true })
			}
		},
	)
}

async function migrated(qmp: Qmp, signal: AbortSignal): Promise<void> {
	const bounded = { signal, deadline: Infinity }
	const probe = async () => {
		const state = migrationStatus.parse(await qmp.execute('query-migrate', {}, bounded))
		if (state.status === 'failed' || state.status === 'cancelled')
			throw new HostError(`QEMU did not save its devices: ${state['error-desc'] ?? state.status}`)
		return state.status === 'completed'
	}
	await waitFor({ description: 'the end of the migration', probe }, { signal, every: 20 })
}

/** Gives a QEMU that was started with `-incoming defer` its devices; the guest runs when this resolves. */
export async function loadDevices(
	qmp: Qmp,
	{ exchange, file }: { readonly exchange: string; readonly file: string },
	{ signal, deadline }: Bounded = {},
): Promise<void> {
	const path = join(exchange, 'load')
	await withDeadline('Loading the state of the devices', { signal, deadline }, async (aborted) => {
		const bounded = { signal: aborted, deadline: Infinity }
		const resumed = new Promise<void>((resolve) => {
			qmp.onEvent(({ event }) => event === 'RESUME' && resolve())
		})
		await qmp.execute('migrate-set-capabilities', capabilities, bounded)
		await qmp.execute('migrate-incoming', { uri: `unix:${path}` }, bounded)
		const socket = connect(path)
		await once(socket, 'connect', { signal: aborted })
		await pipeline(createReadStream(file), socket, { signal: aborted }).catch((error: unknown) => {
			if (!isClosedEarly(error)) throw error
		})
		await resumed
	})
}

/**
 * QEMU closes the socket once it has read the stream's own last mark, which on a busy host is before this side has ended
 * it. Whether it has read all shows when the guest runs: a QEMU that could not load its devices ends.
 */
const isClosedEarly = (error: unknown): boolean =>
	error instanceof Error &&
	'code' in error &&
	['ERR_STREAM_PREMATURE_CLOSE', 'EPIPE', 'ECONNRESET'].includes(String(error.code))
