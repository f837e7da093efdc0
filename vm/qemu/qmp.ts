import { once } from 'node:events'
import { type Socket, connect } from 'node:net'
import { z } from 'zod'
import { HostError } from '#results/errors'
import { plainText, type Bounded, waitFor, withDeadline } from '../host/index.ts'

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
	/** Aborts, with a HostError as reason, when the socket has closed, or carried what is no QMP, unless disposed of. */
	readonly lost: AbortSignal
}

/** QEMU's longest answer here, to `info usernet`, is a few KiB. */
const MAX_LINE = 1024 * 1024

interface Pending {
	readonly resolve: (value: unknown) => void
	readonly reject: (error: Error) => void
}

const message = z.union([
	z.object({ event: z.string(), data: z.unknown().optional() }),
	z.object({ id: z.number(), error: z.object({ desc: z.string() }) }),
	z.object({ id: z.number(), return: z.unknown() }),
	z.object({ QMP: z.unknown() }),
	// A command that QEMU could not even read has no number.
	z.object({ error: z.object({ desc: z.string() }) }),
])

type Message = z.infer<typeof message>

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

/** QEMU makes the socket when it has read its command line. */
function connectWhenThere(path: string, signal: AbortSignal): Promise<Socket> {
	const probe = async () => {
		const socket = connect(path)
		try {
			await once(socket, 'connect', { signal })
			return socket
		} catch (error) {
			socket.destroy()
			if (!['ENOENT', 'ECONNREFUSED'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
			return undefined
		}
	}
	return waitFor({ description: `QMP on ${path}`, probe }, { signal, every: 20 })
}

function speak(socket: Socket): Qmp {
	const pending = new Map<number, Pending>()
	const listeners = new Set<(event: QmpEvent) => void>()
	const lost = new AbortController()
	let nextId = 1
	let partial = ''
	let end: HostError | undefined

	const finish = (reason: HostError) => {
		if (end) return
		end = reason
		socket.destroy()
		for (const { reject } of pending.values()) reject(reason)
		pending.clear()
		lost.abort(reason)
	}
	const receive = (received: Message) => {
		if ('event' in received)
			listeners.forEach((listener) => listener({ event: received.event, data: received.data }))
		if (!('id' in received)) return
		const waiting = pending.get(received.id)
		pending.delete(received.id)
		if ('error' in received) waiting?.reject(new HostError(`QEMU refused: ${received.error.desc}`))
		else waiting?.resolve(received.return)
	}
	socket.setEncoding('utf8').on('data', (text: string) => {
		const lines = (partial + text).split('\n')
		partial = lines.pop()!
		for (const line of lines) {
			if (end || !line.trim()) continue
			const read = readMessage(line)
			if (!read) return finish(noQmp('carried what is no QMP', line))
			receive(read)
		}
		if (partial.length > MAX_LINE) finish(noQmp(`carried a line of more than ${MAX_LINE} bytes`, partial))
	})
	socket.on('error', () => undefined)
	socket.on('close', () => finish(new HostError('QEMU closed its control socket')))

	const execute: Qmp['execute'] = (command, args = {}, { signal, deadline = 30_000 } = {}) =>
		withDeadline(`QMP ${command}`, { signal, deadline }, () => {
			return new Promise((resolve, reject) => {
				if (end) return reject(end)
				const id = nextId++
				pending.set(id, { resolve, reject })
				socket.write(`${JSON.stringify({ execute: command, arguments: args, id })}\n`)
			})
		})
	return {
		execute,
		human: async (line, bounded) =>
			z.string().parse(await execute('human-monitor-command', { 'command-line': line }, bounded)),
		onEvent(listener) {
			listeners.add(listener)
			return () => listeners.delete(listener)
		},
		get closed() {
			return end !== undefined
		},
		lost: lost.signal,
		[Symbol.dispose]() {
			end ??= new HostError('The control socket of QEMU is not in use any more')
			socket.destroy()
			for (const { reject } of pending.values()) reject(end)
			pending.clear()
		},
	}
}

function readMessage(line: string): Message | undefined {
	try {
		return message.parse(JSON.parse(line))
	} catch {
		return undefined
	}
}

function noQmp(what: string, text: string): HostError {
	return new HostError(`The control socket of QEMU ${what}`, {
		output: plainText(text.slice(0, 500)),
		hint: 'Its virtual machine is given up. Is the program that was named as QEMU really QEMU?',
	})
}

/** The port on 127.0.0.1 that leads to the guest's port 22, from `info usernet`. */
export function forwardedPort(usernet: string): number {
	const port = /TCP\[HOST_FORWARD\]\s+\d+\s+127\.0\.0\.1\s+(\d+)\s+\S+\s+22\b/.exec(usernet)?.[1]
	if (port === undefined || port === '0')
		throw new HostError('QEMU does not tell which port it forwards to the guest', { output: usernet })
	return Number(port)
}
