import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import { HostError } from '#results/errors'
import { type Bounded, pause, withDeadline } from '../process/bounded.ts'

export interface QmpEvent {
	readonly event: string
	readonly data: unknown
}

/** QEMU's control socket. */
export interface Qmp extends Disposable {
	/** Default deadline: 30 s. @throws HostError when QEMU refuses or the socket closes. */
	execute(command: string, args?: Record<string, unknown>, bounded?: Bounded): Promise<unknown>
	/** A command of the human monitor, for what has no QMP command (`info usernet`). */
	human(line: string, bounded?: Bounded): Promise<string>
	/** Returns the function that ends the subscription. */
	onEvent(listener: (event: QmpEvent) => void): () => void
	readonly closed: boolean
}

interface Pending {
	readonly resolve: (value: unknown) => void
	readonly reject: (error: Error) => void
}

type Message =
	| { QMP: unknown }
	| { event: string; data?: unknown }
	| { id: number; return: unknown }
	| { id: number; error: { class: string; desc: string } }

/** Connects as soon as QEMU listens and negotiates. The caller's signal should abort when QEMU ends. */
export async function connectQmp(path: string, { signal, deadline = 30_000 }: Bounded = {}): Promise<Qmp> {
	return withDeadline(`QMP on ${path}`, { signal, deadline }, async (aborted) => {
		const socket = await connectWhenThere(path, aborted)
		const qmp = speak(socket)
		try {
			await qmp.execute('qmp_capabilities', {}, { signal: aborted })
			return qmp
		} catch (error) {
			socket.destroy()
			throw error
		}
	})
}

async function connectWhenThere(path: string, signal: AbortSignal): Promise<Socket> {
	for (;;) {
		const socket = connect(path)
		try {
			await once(socket, 'connect', { signal })
			return socket
		} catch (error) {
			socket.destroy()
			if (!['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
			await pause(20, signal)
		}
	}
}

function speak(socket: Socket): Qmp {
	const pending = new Map<number, Pending>()
	const listeners = new Set<(event: QmpEvent) => void>()
	let nextId = 1
	let partial = ''
	let closed = false

	const receive = (message: Message) => {
		if ('event' in message)
			listeners.forEach((listener) => listener({ event: message.event, data: message.data }))
		if (!('id' in message)) return
		const waiting = pending.get(message.id)
		pending.delete(message.id)
		if ('error' in message) waiting?.reject(new HostError(`QEMU refused: ${message.error.desc}`))
		else waiting?.resolve(message.return)
	}
	socket.setEncoding('utf8').on('data', (text: string) => {
		const lines = (partial + text).split('\n')
		partial = lines.pop()!
		for (const line of lines) if (line.trim()) receive(JSON.parse(line) as Message)
	})
	socket.on('error', () => undefined)
	socket.on('close', () => {
		closed = true
		for (const { reject } of pending.values()) reject(new HostError('QEMU closed its control socket'))
		pending.clear()
	})

	const execute: Qmp['execute'] = (command, args = {}, { signal, deadline = 30_000 } = {}) =>
		withDeadline(`QMP ${command}`, { signal, deadline }, () => {
			return new Promise((resolve, reject) => {
				if (closed) return reject(new HostError('QEMU closed its control socket'))
				const id = nextId++
				pending.set(id, { resolve, reject })
				socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`)
			})
		})
	return {
		execute,
		human: async (line, bounded) =>
			(await execute('human-monitor-command', { 'command-line': line }, bounded)) as string,
		onEvent(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		get closed() {
			return closed
		},
		[Symbol.dispose]: () => socket.destroy(),
	}
}

/** The port on 127.0.0.1 that leads to the guest's port 22, from `info usernet`. */
export function forwardedPort(usernet: string): number {
	const port = /TCP\[HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(\d+)\s+\S+\s+22\b/.exec(usernet)?.[1]
	if (port === undefined || port === '0')
		throw new HostError('QEMU does not tell which port it forwards to the guest', { output: usernet })
	return Number(port)
}
