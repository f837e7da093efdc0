import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { BootError } from '#results/errors'
import { guestCommands } from '#vm/guest/commands'
import type { Guest } from '../../guest/index.ts'
import { plainText, type Bounded, abortError } from '../../host/index.ts'
import { SnapshotError } from '../../snapshot-error.ts'
import type { VmIdentity } from '../files.ts'

/** Ends a message, on both sides. */
const END = '\x04'

/** As much as the kernel's generator takes in. */
const SEED_BYTES = 512

/** The guest is untrusted: `ok`, or a line of Perl's, is much shorter. */
const MAX_ANSWER = 4_096

/** Milliseconds: starting Perl in an emulated guest on a busy host takes its time. */
const WAITS_DEADLINE = 300_000

/** Has a guest wait for {@link beginHandshake}, before a snapshot is taken of it. */
export async function awaitHandshake(guest: Guest, { signal }: Bounded = {}): Promise<void> {
	await guest.check(guestCommands.awaitRestore(), { signal, deadline: WAITS_DEADLINE })
}

/** To be disposed of when QEMU has ended: it may drop what it has not handed on when the line is closed. */
export interface RestoreHandshake extends Disposable {
	/**
	 * Resolves when the guest has the time and lets in whoever has the new key.
	 * @throws SnapshotError when it says that it could not, or floods its serial port; BootError when QEMU is gone.
	 */
	readonly answered: Promise<void>
	/**
	 * Has its sshd show the new host key, a second later, as soon as the guest has answered as well: QEMU drops what a
	 * guest writes to a line that was ended, and a busy one answers long after sshd has accepted. Who has been accepted
	 * by then stays.
	 */
	accepted(this: void): void
}

/**
 * After a restore, sends the guest what a snapshot cannot hold: the current time, fresh entropy, its own SSH keys.
 * `path` is the socket behind its second serial port.
 */
export async function beginHandshake(
	path: string,
	{ client, host }: VmIdentity,
	signal: AbortSignal,
): Promise<RestoreHandshake> {
	const socket = connect(path)
	await once(socket, 'connect', { signal })
	// QEMU may end at any time, of which others tell.
	socket.on('error', () => undefined)
	const answered = answerOf(socket, signal).then((answer) => {
		if (answer === 'ok') return
		throw new SnapshotError('The restored guest did not take its time and its keys', {
			output: plainText(answer),
		})
	})
	// It is the caller's to wait for, who may have failed by then.
	answered.catch(() => undefined)
	const seed = randomBytes(SEED_BYTES).toString('hex')
	const now = (Date.now() / 1000).toFixed(3)
	socket.write([now, seed, client.publicKey, host.publicKey, host.privateKey].join('\n') + END)
	let finished = false
	return {
		answered,
		accepted() {
			// A first attempt may have been accepted, and broken off.
			if (finished) return
			finished = true
			answered.then(
				() => socket.write(END),
				() => undefined,
			)
		},
		[Symbol.dispose]: () => void socket.destroy(),
	}
}

function answerOf(socket: Socket, signal: AbortSignal): Promise<string> {
	return new Promise((resolve, reject) => {
		let text = ''
		const fail = (what: string, Kind: typeof BootError) =>
			reject(new Kind(`${what} before the restored guest had answered`, { output: plainText(text) }))
		socket.setEncoding('latin1').on('data', (chunk: string) => {
			text += chunk
			const end = text.indexOf(END)
			if (end >= 0 && end <= MAX_ANSWER) {
				// Unread, what the guest writes from now on stays with it.
				socket.pause()
				return resolve(text.slice(0, end))
			}
			if (text.length <= MAX_ANSWER) return
			text = text.slice(0, MAX_ANSWER)
			socket.destroy()
			fail(`More than ${MAX_ANSWER} bytes came from the second serial port`, SnapshotError)
		})
		socket.on('close', () => fail('QEMU closed the second serial port', BootError))
		const onAbort = () => reject(abortError('The restore handshake', signal))
		if (signal.aborted) onAbort()
		signal.addEventListener('abort', onAbort, { once: true })
	})
}
