import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect, createServer } from 'node:net'
import ssh2 from 'ssh2'
import { type SshKeyPair, generateSshKeyPair } from '../keys.ts'

/** What a command comes to in place of the host's own sh. */
export interface FakeAnswer {
	readonly stdout?: string | undefined
	readonly stderr?: string | undefined
	/** Default: 0. */
	readonly code?: number | undefined
}

export interface FakeSshdOptions {
	readonly hostKey?: SshKeyPair | undefined
	readonly clientKey?: SshKeyPair | undefined
	/** Asked for each command, and may not throw; `undefined` runs it with the host's own sh. */
	readonly answer?:
		| ((command: string) => Promise<FakeAnswer | undefined> | FakeAnswer | undefined)
		| undefined
	/** The socket of the host in place of the guest's; default: the same path. */
	readonly socket?: ((path: string) => string) | undefined
	/** The terminals that sessions asked for, and each size that they were given later: `24x80 xterm`, `50x132`. */
	readonly onTerminal?: ((size: string) => void) | undefined
	/** In place of SSH, what a connection gets. */
	readonly instead?: ((socket: Socket) => void) | undefined
}

let made: { readonly host: SshKeyPair; readonly client: SshKeyPair } | undefined
/** Made once in a process: a test starts many servers. */
const usualKeys = () => (made ??= { host: generateSshKeyPair('host'), client: generateSshKeyPair('client') })

/** An SSH server on loopback for the unit tests: runs commands with the host's own sh, forwards unix sockets. */
export interface FakeSshd extends AsyncDisposable {
	readonly port: number
	readonly hostKey: SshKeyPair
	readonly clientKey: SshKeyPair
	/** Cuts every connection without a goodbye, as a crashed guest does. */
	cut(): void
	/** Sends on every connection what is no SSH. */
	garble(): void
}

export async function startFakeSshd(options: FakeSshdOptions = {}): Promise<FakeSshd> {
	const { hostKey = usualKeys().host, clientKey = usualKeys().client, answer } = options
	const { socket: mapped = (path: string) => path, instead, onTerminal } = options
	const allowed = ssh2.utils.parseKey(clientKey.publicKey)
	if (allowed instanceof Error) throw allowed
	const connections = new Set<ssh2.Connection>()
	const children = new Set<ChildProcess>()
	const server = new ssh2.Server({ hostKeys: [hostKey.privateKey] }, (client) => {
		socketOf(client).setNoDelay(true)
		connections.add(client)
		client.on('error', () => undefined)
		client.on('close', () => connections.delete(client))
		client.on('authentication', (context) => {
			if (context.method === 'publickey' && context.key.data.equals(allowed.getPublicSSH())) context.accept()
			else context.reject(['publickey'])
		})
		client.on('session', (accept) =>
			serveCommands(accept(), { children, socket: socketOf(client), answer, onTerminal }),
		)
		client.on('openssh.streamlocal' as 'request', (accept: unknown, _reject: unknown, info: unknown) => {
			const channel = (accept as () => ssh2.ServerChannel)()
			const socket = connect({
				path: mapped((info as { socketPath: string }).socketPath),
				allowHalfOpen: true,
			})
			socket.on('data', (chunk) => channel.write(chunk))
			// ssh2's server side closes a channel that it ends; a real sshd sends only the end of file here.
			socket.on('end', () => (channel as unknown as { eof(): void }).eof())
			socket.on('close', () => channel.close()).on('error', () => channel.close())
			channel.pipe(socket)
		})
	})
	const raw = new Set<Socket>()
	const front = instead
		? createServer((socket) => {
				raw.add(socket.on('error', () => undefined).on('close', () => raw.delete(socket)))
				instead(socket)
			})
		: server
	front.listen(0, '127.0.0.1')
	await once(front, 'listening')
	const cut = () => {
		connections.forEach((client) => socketOf(client).destroy())
		raw.forEach((socket) => socket.destroy())
	}
	return {
		port: (front.address() as AddressInfo).port,
		hostKey,
		clientKey,
		cut,
		garble: () => connections.forEach((client) => socketOf(client).write(randomBytes(4096))),
		async [Symbol.asyncDispose]() {
			cut()
			for (const { pid } of children)
				try {
					process.kill(-pid!, 'SIGKILL')
				} catch (error) {
					// Its whole group has ended by itself.
					if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
				}
			await new Promise<void>((resolve) => front.close(() => resolve()))
		},
	}
}

/** ssh2 hides the connection it speaks over. */
const socketOf = (client: ssh2.Connection) => (client as unknown as { _sock: Socket })._sock

interface Served {
	readonly children: Set<ChildProcess>
	readonly socket: Socket
	readonly answer: FakeSshdOptions['answer']
	readonly onTerminal: FakeSshdOptions['onTerminal']
}

function serveCommands(session: ssh2.Session, { children, socket, answer, onTerminal }: Served): void {
	session.on('pty', (accept, _reject, { rows, cols, term }: ssh2.PseudoTtyInfo & { term?: string }) => {
		onTerminal?.(`${rows}x${cols} ${term ?? ''}`.trim())
		accept()
	})
	session.on('window-change', (accept, _reject, { rows, cols }) => {
		onTerminal?.(`${rows}x${cols}`)
		;(accept as (() => void) | undefined)?.()
	})
	session.on('exec', (accept, _reject, { command }) => {
		if (answer) {
			const channel = accept()
			// What it is sent is of no interest.
			channel.resume()
			void (async () => {
				const known = await answer(command)
				if (!known) return run(channel, command)
				// The connection may have been cut meanwhile.
				if (socket.destroyed) return
				channel.write(known.stdout ?? '')
				channel.stderr.write(known.stderr ?? '')
				channel.exit(known.code ?? 0)
				channel.end()
			})()
			return
		}
		const atOnce = command.includes('answer-at-once')
		if (atOnce) socket.cork()
		const channel = accept()
		if (atOnce) {
			setImmediate(() => socket.uncork())
			channel.write('at once')
			channel.exit(7)
			channel.end()
			return
		}
		run(channel, command)
	})

	function run(channel: ssh2.ServerChannel, command: string): void {
		const child = spawn('sh', ['-c', command], { detached: true })
		children.add(child)
		child.stdin.on('error', () => undefined)
		channel.pipe(child.stdin)
		child.stdout.pipe(channel, { end: false })
		child.stderr.pipe(channel.stderr, { end: false })
		session.on('signal', (_accept, _reject, { name }) =>
			process.kill(-child.pid!, `SIG${name.replace('SIG', '')}` as 'SIGKILL'),
		)
		child.on('close', (code, signal) => {
			children.delete(child)
			if (signal) channel.exit(signal.slice(3), false, '')
			else channel.exit(code ?? 255)
			channel.end()
		})
	}
}
