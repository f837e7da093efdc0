import { timingSafeEqual } from 'node:crypto'
import { once, setMaxListeners } from 'node:events'
import { type Socket, connect } from 'node:net'
import ssh2, { type AuthHandlerMiddleware } from 'ssh2'
import { GuestCommandError, TimeoutError } from '#results/errors'
import { type Bounded, type FailedTry, overlapping, withDeadline } from '../host/index.ts'
import { attachTo } from './attach.ts'
import { putFile, getFile } from './copy.ts'
import { commandTitle, execOn } from './exec.ts'
import { forwardUnixSocket } from './forward.ts'
import type { ExecOptions, ExecResult, Guest } from './guest.ts'
import type { GuestCommand } from './command-line.ts'

export interface GuestAddress {
	readonly host: string
	readonly port: number
	/** OpenSSH PEM of the harness's key. */
	readonly privateKey: string
	/** The public key line that the guest's sshd must prove to own. */
	readonly hostKey: string
	/** Another one that it may still show: a restored guest was somebody else a moment ago. */
	readonly formerHostKey?: string | undefined
	readonly username?: string | undefined
	/** Milliseconds the server may take for its first bytes; default: the whole deadline. */
	readonly patience?: number | undefined
}

/** What a first connection may have to put up with. */
export interface FirstApproach {
	/** Before this has resolved the guest does not know the harness's key, and is not asked to. */
	readonly opens?: Promise<void> | undefined
	/** Called when sshd has accepted the connection. */
	readonly onAccepted?: (() => void) | undefined
}

const keyBytes = (line: string): Buffer => Buffer.from(line.trim().split(/\s+/)[1] ?? '', 'base64')

/**
 * One attempt to reach the guest's sshd; the caller repeats it while the guest boots. Default deadline: 30 s.
 * @throws GuestCommandError when it is refused, or when the host key is another one; TimeoutError.
 */
export async function connectGuest(options: GuestAddress & FirstApproach & Bounded): Promise<Guest> {
	const { host, port, signal, deadline = 30_000 } = options
	return withDeadline(`SSH to ${host}:${port}`, { signal, deadline }, async (aborted) => {
		const socket = connect({ host, port, signal: aborted, noDelay: true })
		// Whoever waits for it hears of it; between two of them nobody does.
		socket.on('error', () => undefined)
		try {
			await withDeadline('The SSH banner', { deadline: options.patience }, () => serverSpeaks(socket))
			options.onAccepted?.()
			return await handshake(socket, options, aborted)
		} catch (cause) {
			socket.destroy()
			if (cause instanceof GuestCommandError) throw cause
			throw new GuestCommandError(`SSH to ${host}:${port} failed`, { cause, hint: 'See the guest console.' })
		}
	})
}

const SILENCE = 2_000

/** An sshd that gets no answer refuses further connections from ten on. */
const MAX_ATTEMPTS = 5

/** Milliseconds for the server's first bytes, when a busy guest starts a process for them. */
const PATIENCE = 60_000

/**
 * Tries until the guest's sshd answers, which it does not while the guest boots, nor for a moment when it reads its keys
 * anew. QEMU accepts for the guest, so an attempt says little until sshd speaks. One that hears nothing is not given up,
 * since a busy guest may need longer than any patience: others are made beside it. Default deadline: until the signal aborts.
 * @param silence milliseconds after which another attempt is made beside one that has heard nothing
 * @throws what the last attempt did; at once when QEMU itself does not listen.
 */
export async function reachGuest({
	signal,
	deadline,
	silence = SILENCE,
	...address
}: GuestAddress & FirstApproach & Bounded & { readonly silence?: number }): Promise<Guest> {
	let failure: unknown
	const enter = (ends: AbortSignal, speaks: () => void) => {
		const onAccepted = () => {
			// It is on its way in; another would only cost a busy guest another process.
			speaks()
			address.onAccepted?.()
		}
		return connectGuest({ ...address, signal: ends, deadline: Infinity, patience: PATIENCE, onAccepted })
	}
	const pauseAfter = ({ error }: FailedTry) => {
		failure = error
		if (isRefused(error)) throw error
		return 200
	}
	try {
		return await withDeadline(`SSH to port ${address.port}`, { signal, deadline }, (aborted) =>
			overlapping(enter, { signal: aborted, silence, max: MAX_ATTEMPTS, pauseAfter }),
		)
	} catch (error) {
		throw error instanceof TimeoutError && failure !== undefined ? failure : error
	}
}

const isRefused = (error: unknown): boolean =>
	error instanceof Error && (error.cause as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED'

/**
 * QEMU's user network accepts the connection whether or not a server listens in the guest; only the server's
 * first bytes prove one.
 */
async function serverSpeaks(socket: Socket): Promise<void> {
	const ended = new AbortController()
	const closed = once(socket, 'close', { signal: ended.signal }).then(() => {
		throw new GuestCommandError('The guest closed the connection before its SSH server answered')
	})
	const spoke = once(socket, 'data', { signal: ended.signal }).then(([chunk]: Buffer[]) => {
		socket.pause()
		socket.unshift(chunk!)
	})
	try {
		await Promise.race([spoke, closed])
	} finally {
		ended.abort()
		// The loser rejects because of the line above, and nobody is left to hear it.
		void Promise.allSettled([spoke, closed])
	}
}

function handshake(
	socket: Socket,
	options: GuestAddress & FirstApproach,
	aborted: AbortSignal,
): Promise<Guest> {
	const { username = 'root', privateKey, hostKey, formerHostKey, opens } = options
	const expected = [hostKey, ...(formerHostKey === undefined ? [] : [formerHostKey])].map(keyBytes)
	const client = new ssh2.Client()
	const lost = new AbortController()
	// Every pending command listens to it.
	setMaxListeners(0, lost.signal)
	const lose = (cause?: unknown) =>
		lost.abort(
			new GuestCommandError('The SSH connection to the guest is gone', {
				cause,
				hint: 'Did the guest crash or power off? See its console.',
			}),
		)
	return new Promise((resolve, reject) => {
		const abort = () => client.destroy()
		aborted.addEventListener('abort', abort, { once: true })
		client.on('error', (error) => {
			lose(error)
			reject(error)
		})
		client.on('close', () => {
			lose()
			reject(new GuestCommandError('The guest closed the connection during the SSH handshake'))
		})
		client.on('ready', () => {
			aborted.removeEventListener('abort', abort)
			resolve(guestOf(client, lost.signal))
		})
		client.connect({
			sock: socket,
			username,
			privateKey,
			...(opens ? { authHandler: onceOpen(opens, { username, key: privateKey }) } : {}),
			hostVerifier: (key: Buffer) =>
				expected.some((known) => key.length === known.length && timingSafeEqual(key, known)),
			algorithms: {
				serverHostKey: ['ssh-ed25519'],
				// ssh2's native parts are not built: the ciphers that node's own OpenSSL does.
				cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr'],
			},
			// The operation's deadline rules, not ssh2's.
			readyTimeout: 0,
			keepaliveInterval: 10_000,
			// An emulated guest under load may say nothing for long; a dead one is seen by QEMU's end first.
			keepaliveCountMax: 30,
		})
	})
}

/** Offers the one key there is, when it is known over there. */
function onceOpen(
	opens: Promise<void>,
	who: { readonly username: string; readonly key: string },
): AuthHandlerMiddleware {
	let offered = false
	return (_left, _partial, next) => {
		if (offered) return next(false as never)
		offered = true
		opens.then(
			() => next({ type: 'publickey', ...who }),
			() => next(false as never),
		)
	}
}

function guestOf(client: ssh2.Client, lost: AbortSignal): Guest {
	const exec = async (command: GuestCommand, options?: ExecOptions): Promise<ExecResult> => {
		const { stdout, stderr, ...rest } = await execOn(client, lost, command, options)
		return { stdout: stdout.toString(), stderr: stderr.toString(), ...rest }
	}
	const close = async () => {
		if (lost.aborted) return
		const gone = once(lost, 'abort')
		client.end()
		// A guest that hangs never answers the goodbye.
		const timer = setTimeout(() => client.destroy(), 2_000)
		await gone
		clearTimeout(timer)
	}
	return {
		lost,
		exec,
		async check(command, options) {
			const result = await exec(command, options)
			if (result.code === 0) return result
			const how = result.signal ? `was killed by ${result.signal}` : `exited with ${result.code}`
			throw new GuestCommandError(`"${commandTitle(command)}" ${how} in the guest`, {
				output: [result.stdout, result.stderr].join('').slice(-16_384),
			})
		},
		attach: (command, options) => attachTo(client, lost, command, options),
		put: (source, remotePath, options) => putFile(client, lost, source, remotePath, options),
		get: (remotePath, bounded) => getFile(client, lost, remotePath, bounded),
		forwardUnixSocket: (localPath, remotePath) => forwardUnixSocket(client, lost, localPath, remotePath),
		close,
		[Symbol.asyncDispose]: close,
	}
}
