import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { GuestCommandError } from '#results'
import type { Guest } from '../../guest/guest.ts'
import type { Bounded } from '../../process/bounded.ts'
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
	const seed = randomBytes(SEED_BYTES).toString('hex')
	const now = (Date.now() / 1000).toFixed(3)
	socket.write([now, seed, client.publicKey, host.publicKey, host.privateKey].join('\n') + END)
	const heard = answerOf(socket, signal).then((answer) => {
		if (answer === 'ok') return
		throw new GuestCommandError('The restored guest did not take its time and its keys', { output: answer })
	})
	// It is the caller's to wait for, who may have failed by then.
	heard.catch(() => undefined)
	return {
		heard,
		finish: () => void socket.end(END),
		[Symbol.dispose]: () => void socket.destroySoon(),
	}
}

async function answerOf(socket: Socket, signal: AbortSignal): Promise<string> {
	let text = ''
	while (!text.includes(END)) {
		const [chunk] = (await once(socket, 'data', { signal })) as [Buffer]
		text += chunk.toString()
	}
	return text.slice(0, text.indexOf(END))
}
