import { once } from 'node:events'
import { type Server, type Socket, createServer } from 'node:net'
import { rm } from 'node:fs/promises'
import type { Client, ClientChannel } from 'ssh2'
import { HostError } from '#results/errors'

/** sun_path holds 108 bytes with its terminating zero. */
const maxSocketPath = 107

/**
 * Both halves end on their own: `docker attach` and `docker exec` finish writing long before they finish
 * reading (connection hijack), so an end of file must travel as one and not as a close.
 */
function join(socket: Socket, channel: ClientChannel): void {
	socket.pipe(channel)
	channel.pipe(socket)
	socket.on('error', () => channel.close())
	socket.on('close', () => channel.close())
	channel.on('error', () => socket.destroy())
	// `close` comes after the last byte was read; end() lets the socket flush it.
	channel.on('close', () => (socket.writableEnded ? undefined : socket.end()))
	// A channel the guest closed takes nothing more: a writer would wait for ever.
	channel.on('close', () => socket.readableEnded || socket.resume().unpipe(channel))
	channel.stderr.resume()
}

export async function forwardUnixSocket(
	client: Client,
	lost: AbortSignal,
	localPath: string,
	remotePath: string,
): Promise<AsyncDisposable> {
	if (Buffer.byteLength(localPath) > maxSocketPath)
		throw new HostError(`${localPath} is too long for a unix socket (${maxSocketPath} bytes at most)`, {
			hint: 'Set TMPDIR to a shorter directory.',
		})
	const open = new Set<Socket>()
	const server = createServer({ allowHalfOpen: true }, (socket) => {
		open.add(socket)
		socket.on('close', () => open.delete(socket)).on('error', () => undefined)
		try {
			client.openssh_forwardOutStreamLocal(remotePath, (error, channel) => {
				if (error) socket.destroy(error)
				else if (socket.destroyed) channel.close()
				else join(socket, channel)
			})
		} catch {
			socket.destroy()
		}
	})
	server.listen(localPath)
	await once(server, 'listening')
	// Out of file descriptors, an accept fails: that is the client's trouble, and no end of the harness.
	server.on('error', () => undefined)
	const drop = () => open.forEach((socket) => socket.destroy())
	lost.addEventListener('abort', drop, { once: true })
	return {
		async [Symbol.asyncDispose]() {
			lost.removeEventListener('abort', drop)
			drop()
			await closed(server)
			await rm(localPath, { force: true })
		},
	}
}

function closed(server: Server): Promise<void> {
	return new Promise((resolve) => server.close(() => resolve()))
}
