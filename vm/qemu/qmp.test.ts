import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { type Server, type Socket, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HostError, InterruptedError, TimeoutError } from '#results/errors'
import { connectQmp, forwardedPort } from './qmp.ts'

interface Request {
	readonly execute: string
	readonly arguments: Record<string, unknown>
	readonly id: number
}
type Answer = (request: Request, send: (message: unknown) => void, socket: Socket) => void

let directory: string
let path: string
let server: Server | undefined
let socket: Socket | undefined

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
	path = join(directory, 'qmp')
})
afterEach(async () => {
	socket?.destroy()
	server?.close()
	await rm(directory, { recursive: true })
})

/** A QEMU that greets, negotiates, and answers the rest as the test says. */
async function fakeQemu(answer: Answer): Promise<void> {
	server = createServer((connection) => {
		socket = connection.on('error', () => undefined)
		const send = (message: unknown) => connection.write(`${JSON.stringify(message)}\r\n`)
		send({ QMP: { version: { qemu: { major: 7, minor: 2, micro: 22 } }, capabilities: [] } })
		createInterface(connection).on('line', (line) => {
			const request = JSON.parse(line) as Request
			if (request.execute === 'qmp_capabilities') send({ return: {}, id: request.id })
			else answer(request, send, connection)
		})
	}).listen(path)
	await once(server, 'listening')
}

test('answers find their questions in whatever order they come', async () => {
	const held: (() => void)[] = []
	await fakeQemu(({ execute, id }, send) => {
		held.unshift(() => send({ return: execute, id }))
		if (held.length === 2) held.forEach((answer) => answer())
	})
	using qmp = await connectQmp(path)
	expect(await Promise.all([qmp.execute('first'), qmp.execute('second')])).toEqual(['first', 'second'])
})

test('a refusal throws with the words of QEMU', async () => {
	await fakeQemu(({ id }, send) => send({ error: { class: 'CommandNotFound', desc: 'no such thing' }, id }))
	using qmp = await connectQmp(path)
	await expect(qmp.execute('nonsense')).rejects.toThrow('no such thing')
})

test('an event between two halves of an answer reaches its listener, until it stops listening', async () => {
	await fakeQemu(({ id }, send, connection) => {
		send({ event: 'SHUTDOWN', data: { guest: true } })
		const text = `${JSON.stringify({ return: 'done', id })}\n`
		connection.write(text.slice(0, 5))
		setTimeout(() => connection.write(text.slice(5)), 20)
	})
	using qmp = await connectQmp(path)
	const seen: unknown[] = []
	const unsubscribe = qmp.onEvent((event) => seen.push(event))
	expect(await qmp.execute('a')).toBe('done')
	unsubscribe()
	await qmp.execute('b')
	expect(seen).toEqual([{ event: 'SHUTDOWN', data: { guest: true } }])
})

test('an event that carries nothing is one all the same', async () => {
	await fakeQemu(({ id }, send) => {
		send({ timestamp: { seconds: 1795697280, microseconds: 195416 }, event: 'STOP' })
		send({ return: {}, id })
	})
	using qmp = await connectQmp(path)
	const seen: string[] = []
	qmp.onEvent(({ event }) => seen.push(event))
	await qmp.execute('stop')
	expect(seen).toEqual(['STOP'])
})

test('a QEMU that goes away rejects what waits and what comes later', async () => {
	await fakeQemu((_request, _send, connection) => connection.destroy())
	using qmp = await connectQmp(path)
	await expect(qmp.execute('quit')).rejects.toThrow(HostError)
	expect(qmp.closed).toBe(true)
	await expect(qmp.execute('again')).rejects.toThrow('closed its control socket')
})

test('an answer that never comes ends with the deadline', async () => {
	await fakeQemu(() => undefined)
	using qmp = await connectQmp(path)
	await expect(qmp.execute('stop', {}, { deadline: 50 })).rejects.toThrow(TimeoutError)
})

test('connecting waits for a socket that is not there yet', async () => {
	const connecting = connectQmp(path)
	await new Promise((resolve) => setTimeout(resolve, 60))
	await fakeQemu(({ id }, send) => send({ return: 1, id }))
	using qmp = await connecting
	expect(await qmp.execute('x')).toBe(1)
})

test('connecting ends with the signal', async () => {
	const abort = new AbortController()
	const connecting = connectQmp(path, { signal: abort.signal })
	abort.abort()
	await expect(connecting).rejects.toThrow(InterruptedError)
})

test.each([
	['a line of text', 'Segmentation fault'],
	['JSON that is no object', '5'],
	['an object of another kind', '{"hello": 1}'],
])('%s is an error of whoever asked, with the line, and ends the connection', async (_what, line) => {
	await fakeQemu((_request, _send, connection) => connection.write(`${line}\n`))
	using qmp = await connectQmp(path)
	const asked = [qmp.execute('a'), qmp.execute('b')]
	for (const answer of asked)
		await expect(answer).rejects.toMatchObject({
			code: 'host',
			message: expect.stringContaining('no QMP') as string,
			output: line,
		})
	expect(qmp.lost.aborted).toBe(true)
	expect(qmp.closed).toBe(true)
	await expect(qmp.execute('c')).rejects.toThrow('no QMP')
})

test('a line without an end is cut off, however long it would have become', async () => {
	await fakeQemu((_request, _send, connection) => {
		const flood = (error?: Error | null) => void (error || connection.write('x'.repeat(65_536), flood))
		flood()
	})
	using qmp = await connectQmp(path)
	await expect(qmp.execute('a')).rejects.toThrow('a line of more than 1048576 bytes')
})

test('a greeting of something else than QEMU is refused', async () => {
	server = createServer((connection) => {
		socket = connection.on('error', () => undefined)
		connection.write('SSH-2.0-OpenSSH_10.0\r\n')
	}).listen(path)
	await once(server, 'listening')
	await expect(connectQmp(path)).rejects.toMatchObject({ code: 'host', output: 'SSH-2.0-OpenSSH_10.0' })
})

test('a connection that was disposed of is lost to nobody', async () => {
	await fakeQemu(() => undefined)
	const qmp = await connectQmp(path)
	qmp[Symbol.dispose]()
	await expect(qmp.execute('a')).rejects.toThrow('not in use')
	expect(qmp.lost.aborted).toBe(false)
})

const usernet = `Hub -1 (mgmt):
  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ
  TCP[HOST_FORWARD]  13       127.0.0.1 44079   192.168.76.15    22     0     0
`

test('the forwarded port is read from what QEMU 7.2 prints', () => {
	expect(forwardedPort(usernet)).toBe(44079)
	expect(() => forwardedPort('mgmt: nothing')).toThrow(HostError)
})
