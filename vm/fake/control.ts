import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import type { Bounded } from '../host/index.ts'
import type { ControlFault } from './fault.ts'

const speak: Readonly<Record<ControlFault, (socket: Socket) => void>> = {
	garbage: (socket) => void socket.end(randomBytes(4096)),
	flood(socket) {
		const more = (error?: Error | null) => void (error || socket.write('nonsense '.repeat(8_192), more))
		more()
	},
	silence: () => undefined,
}

/** Connects the product's QMP client to a server that is no QEMU. @throws what the client makes of it. */
export async function speakControl(fault: ControlFault, bounded: Bounded): Promise<void> {
	// All of QEMU and of kernels: processes with a fake VM are started often, and few of them come here.
	const { connectQmp } = await import('../qemu/index.ts')
	// An abstract name, which leaves no file.
	const path = `\0rm-fake-control-${process.pid}-${randomBytes(6).toString('hex')}`
	const sockets = new Set<Socket>()
	const server = createServer((socket) => {
		sockets.add(socket.on('error', () => undefined))
		speak[fault](socket)
	})
	server.listen(path)
	await once(server, 'listening')
	try {
		using _qmp = await connectQmp(path, bounded)
	} finally {
		sockets.forEach((socket) => socket.destroy())
		server.close()
	}
}
