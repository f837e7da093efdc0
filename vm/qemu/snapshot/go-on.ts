import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { GuestCommandError } from '#results/errors'
import type { Guest } from '../../guest/guest.ts'
import { type Bounded, abortError } from '../../process/bounded.ts'
import type { VmIdentity } from '../files.ts'

/** In the base image: images/guest/rootfs. */
const script = '/usr/lib/rootless-matrix/go-on'

/** Ends a message, on both sides. */
const END = '\x04'

/** As much as the kernel's generator takes in. */
const SEED_BYTES = 512

/** Has a guest wait for {@link goOn}, before a snapshot is taken of it. */
export async function waitToGoOn(guest: Guest, bounded: Bounded = {}): Promise<void> {
	await guest.check([script], bounded)
}

export interface GoingOn extends Disposable {
	/** Resolves when the guest has the time and lets in whoever has the new key. @throws GuestCommandError */
	readonly heard: Promise<void>
	/** Has its sshd show the new host key, a second later. Who has been accepted by then stays. */
	finish(this: void): void
}

/**
 * Tells a guest that goes on from a snapshot what it cannot know: the time, that its random numbers are not its own, and
 * who it is. `line` is the socket behind its second serial port.
 */
export async function goOn(
	line: string,
	{ client, host }: VmIdentity,
	signal: AbortSignal,
): Promise<GoingOn> {
	const socket = connect(line)
	await once(socket, 'connect', { signal })
	// QEMU may end at any time, of which others tell.
	socket.on('error', () => undefined)
	const heard = answerOf(socket, signal).then((answer) => {
		if (answer === 'ok') return
		throw new GuestCommandError('The restored guest did not take its time and its keys', { output: answer })
	})
	// It is the caller's to wait for, who may have failed by then.
	heard.catch(() => undefined)
	const seed = randomBytes(SEED_BYTES).toString('hex')
	const now = (Date.now() / 1000).toFixed(3)
	socket.write([now, seed, client.publicKey, host.publicKey, host.privateKey].join('\n') + END)
	return {
		heard,
		finish() {
			// A first attempt may have been accepted, and broken off.
			if (!socket.writableEnded) socket.end(END)
		},
		[Symbol.dispose]: () => void socket.destroySoon(),
	}
}

/** All that came when the line is closed before the answer's end: that is no answer. */
function answerOf(socket: Socket, signal: AbortSignal): Promise<string> {
	return new Promise((resolve, reject) => {
		let text = ''
		socket.on('data', (chunk: Buffer) => {
			text += chunk.toString()
			if (text.includes(END)) resolve(text.slice(0, text.indexOf(END)))
		})
		socket.on('close', () => resolve(`${text}\n(the line was closed)`))
		signal.addEventListener('abort', () => reject(abortError('What the restored guest is told', signal)), {
			once: true,
		})
	})
}
