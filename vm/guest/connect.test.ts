import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { type Socket, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { GuestCommandError, InterruptedError, TimeoutError } from '#results/errors'
import { connectGuest, reachGuest } from './connect.ts'
import { type FakeSshd, startFakeSshd } from './testing/index.ts'
import type { Guest } from './guest.ts'
import { generateSshKeyPair } from './keys.ts'

let directory: string
let sshd: FakeSshd
let guest: Guest

const address = () => ({
	host: '127.0.0.1',
	port: sshd.port,
	privateKey: sshd.clientKey.privateKey,
	hostKey: sshd.hostKey.publicKey,
})
// The fake runs its commands on this machine, whose user may have another home: the shell decides.
const here = { env: { HOME: '/' } }

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
	sshd = await startFakeSshd()
	guest = await connectGuest(address())
})
afterEach(async () => {
	await guest.close()
	await sshd[Symbol.asyncDispose]()
	await rm(directory, { recursive: true })
})

test('exec keeps both outputs and the exit code apart, and does not throw for a failure', async () => {
	const result = await guest.exec('echo out; echo err >&2; exit 3', here)
	expect(result).toMatchObject({ stdout: 'out\n', stderr: 'err\n', code: 3 })
	expect(result.signal).toBeUndefined()
})

test('exec names the signal that ended a command', async () => {
	expect(await guest.exec('kill -TERM $$')).toMatchObject({ code: 143, signal: 'TERM' })
})

test('exec passes standard input and its end', async () => {
	expect((await guest.exec(['wc', '-c'], { stdin: Buffer.alloc(3_000_000) })).stdout.trim()).toBe('3000000')
	expect((await guest.exec(['cat'])).stdout).toBe('')
})

test('an exit status that comes with the answer to the request is not lost', async () => {
	expect(await guest.exec(['answer-at-once'])).toMatchObject({ stdout: 'at once', code: 7 })
})

test('a command does not wait for a delayed acknowledgement of TCP, which is 40 ms each', async () => {
	const patient = await startFakeSshd({ answer: () => ({}) })
	const { port, clientKey, hostKey } = patient
	const other = await connectGuest({
		host: '127.0.0.1',
		port,
		privateKey: clientKey.privateKey,
		hostKey: hostKey.publicKey,
	})
	const took: number[] = []
	for (let command = 0; command < 40; command++) {
		const began = performance.now()
		await other.exec(['true'])
		took.push(performance.now() - began)
	}
	await other.close()
	await patient[Symbol.asyncDispose]()
	// Held back, each but the first few takes that long on any machine; on a busy one some of so many do not.
	expect(Math.min(...took.slice(4))).toBeLessThan(38)
})

test('many commands at once keep their answers apart', async () => {
	const results = await Promise.all(Array.from({ length: 40 }, (_, i) => guest.exec(['echo', `${i}`])))
	expect(results.map(({ stdout }) => stdout)).toEqual(results.map((_, i) => `${i}\n`))
})

test('check throws with what the command printed', async () => {
	const failing = guest.check('echo reason >&2; exit 9')
	await expect(failing).rejects.toThrow(GuestCommandError)
	await expect(failing).rejects.toMatchObject({
		output: 'reason\n',
		message: expect.stringContaining('exited with 9') as string,
	})
})

test('a deadline ends the wait and kills the command in the guest', async () => {
	const pidFile = join(directory, 'pid')
	// ssh2's server, unlike sshd, hears no signal after the end of standard input: leave that open here.
	const stdin = new PassThrough()
	const pending = guest.exec(`echo $$ >${pidFile}; exec sleep 60`, { deadline: 2_000, stdin })
	await expect(pending).rejects.toThrow(TimeoutError)
	const pid = Number(await readFile(pidFile, 'utf8'))
	await expect.poll(() => alive(pid)).toBe(false)
})

test('an abort ends the wait as an interruption', async () => {
	const abort = new AbortController()
	const pending = guest.exec(['sleep', '60'], { signal: abort.signal })
	abort.abort()
	await expect(pending).rejects.toThrow(InterruptedError)
})

test('a lost connection rejects what is pending and what comes later', async () => {
	const pending = guest.exec(['sleep', '60'])
	const rejected = expect(pending).rejects.toThrow('The SSH connection to the guest is gone')
	await guest.exec(['true'])
	sshd.cut()
	await rejected
	expect(guest.lost.aborted).toBe(true)
	await expect(guest.exec(['true'])).rejects.toThrow(GuestCommandError)
})

test('a server with another host key is refused', async () => {
	const hostKey = generateSshKeyPair('somebody else').publicKey
	await expect(connectGuest({ ...address(), hostKey })).rejects.toThrow(GuestCommandError)
})

test('a guest that goes on may still show its former host key, and is asked in once it knows the key', async () => {
	const hostKey = generateSshKeyPair('what it will show').publicKey
	const former = sshd.hostKey.publicKey
	const order: string[] = []
	const opens = new Promise<void>((resolve) => setTimeout(resolve, 300)).then(() => void order.push('opens'))
	const onAccepted = () => void order.push('accepted')
	const first = await connectGuest({ ...address(), hostKey, formerHostKey: former, opens, onAccepted })
	expect([...order, 'in']).toEqual(['accepted', 'opens', 'in'])
	expect((await first.exec('echo hello')).stdout).toBe('hello\n')
	await first.close()
	const never = Promise.reject(new Error('the guest did not listen'))
	// Who waits for it comes later.
	never.catch(() => undefined)
	await expect(connectGuest({ ...address(), opens: never })).rejects.toThrow(GuestCommandError)
})

test('a key that the server does not know is refused', async () => {
	const { privateKey } = generateSshKeyPair('stranger')
	await expect(connectGuest({ ...address(), privateKey })).rejects.toThrow(GuestCommandError)
})

test('a port that accepts and says nothing ends with the deadline', async () => {
	const silent = createServer((socket) => socket.on('error', () => undefined))
	silent.listen(0, '127.0.0.1')
	await once(silent, 'listening')
	const { port } = silent.address() as { port: number }
	await expect(connectGuest({ ...address(), port, deadline: 200 })).rejects.toThrow(TimeoutError)
	silent.close()
})

test('a guest that is slow to speak is given the time, and asked again beside it', async () => {
	let connections = 0
	const slow = createServer((socket) => {
		socket.on('error', () => undefined)
		// The first attempts are heard out, and are the first to be answered.
		if (connections++ > 1) return
		setTimeout(() => {
			const through = connect({ host: '127.0.0.1', port: sshd.port })
			through.on('error', () => undefined)
			socket.pipe(through).pipe(socket)
		}, 600)
	})
	slow.listen(0, '127.0.0.1')
	await once(slow, 'listening')
	const { port } = slow.address() as { port: number }
	const late = await reachGuest({ ...address(), port, silence: 200 })
	expect((await late.exec('echo here')).stdout).toBe('here\n')
	expect(connections).toBeGreaterThan(1)
	await late.close()
	slow.close()
})

test('a guest that never speaks ends with the deadline, and a port that nobody has at once', async () => {
	const silent = createServer((socket) => socket.on('error', () => undefined))
	silent.listen(0, '127.0.0.1')
	await once(silent, 'listening')
	const { port } = silent.address() as { port: number }
	await expect(reachGuest({ ...address(), port, deadline: 200 })).rejects.toThrow(TimeoutError)
	silent.close()
	await once(silent, 'close')
	await expect(reachGuest({ ...address(), port })).rejects.toThrow(GuestCommandError)
})

test('a server that says something else than SSH, at any length, is an error and not the end', async () => {
	const flood = createServer((socket) => {
		socket.on('error', () => undefined)
		const more = (error?: Error | null) => void (error || socket.write('nonsense '.repeat(8_192), more))
		more()
	})
	flood.listen(0, '127.0.0.1')
	await once(flood, 'listening')
	const { port } = flood.address() as { port: number }
	await expect(connectGuest({ ...address(), port, deadline: 20_000 })).rejects.toThrow(GuestCommandError)
	flood.close()
})

test('put writes a whole file with its mode, from bytes and from a path; get reads it back', async () => {
	const remote = join(directory, 'some', 'file')
	const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 251))
	await guest.put(bytes, remote, { mode: 0o600 })
	expect((await stat(remote)).mode & 0o777).toBe(0o600)
	expect((await guest.get(remote)).equals(bytes)).toBe(true)
	await writeFile(join(directory, 'local'), 'from a path')
	await guest.put(join(directory, 'local'), remote)
	expect((await guest.get(remote)).toString()).toBe('from a path')
})

test('get of a missing file says which', async () => {
	await expect(guest.get('/nonexistent/file')).rejects.toThrow('/nonexistent/file')
})

test('a forwarded socket keeps its halves apart: an answer may come after the question ended', async () => {
	const remotePath = join(directory, 'remote.sock')
	const server = createServer({ allowHalfOpen: true }, (socket) => {
		void text(socket).then((question) => socket.end(`${question.length} bytes`))
	}).listen(remotePath)
	{
		await using _forward = await guest.forwardUnixSocket(join(directory, 'local.sock'), remotePath)
		const socket = connect({ path: join(directory, 'local.sock'), allowHalfOpen: true })
		socket.end('x'.repeat(5_000_000))
		expect(await text(socket)).toBe('5000000 bytes')
	}
	server.close()
	await expect(stat(join(directory, 'local.sock'))).rejects.toThrow('ENOENT')
})

test('a server that ends first leaves the client able to finish', async () => {
	const remotePath = join(directory, 'remote.sock')
	let received: Promise<string> | undefined
	const server = createServer({ allowHalfOpen: true }, (socket) => {
		received = text(socket)
		socket.end('bye')
	}).listen(remotePath)
	await using _forward = await guest.forwardUnixSocket(join(directory, 'local.sock'), remotePath)
	const socket = connect({ path: join(directory, 'local.sock'), allowHalfOpen: true })
	expect(await text(socket)).toBe('bye')
	socket.end('still here')
	await expect.poll(() => received).toBeDefined()
	expect(await received).toBe('still here')
	server.close()
})

test('a forward to a socket that nobody listens on closes the client at once', async () => {
	await using _forward = await guest.forwardUnixSocket(join(directory, 'local.sock'), join(directory, 'none'))
	const socket: Socket = connect(join(directory, 'local.sock')).on('error', () => undefined)
	await once(socket, 'close')
})

function alive(pid: number): boolean {
	try {
		process.kill(pid, 0)
		return true
	} catch {
		return false
	}
}

/** Everything until the end of file; node's own consumer would destroy the half that still writes. */
async function text(socket: Socket): Promise<string> {
	let all = ''
	socket.on('data', (chunk) => (all += chunk.toString()))
	await once(socket, 'end')
	return all
}
