import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, type Socket, connect } from 'node:net'
import ssh2 from 'ssh2'
import { type SshKeyPair, generateSshKeyPair } from './keys.ts'

/** An SSH server on loopback for the unit tests: runs commands with the host's own sh, forwards unix sockets. */
export interface FakeSshd extends AsyncDisposable {
	readonly port: number
	readonly hostKey: SshKeyPair
	readonly clientKey: SshKeyPair
	/** Cuts every connection without a goodbye, as a crashed guest does. */
	cut(): void
}

export async function startFakeSshd(): Promise<FakeSshd> {
	const hostKey = generateSshKeyPair('host')
	const clientKey = generateSshKeyPair('client')
	const allowed = ssh2.utils.parseKey(clientKey.publicKey)
	if (allowed instanceof Error) throw allowed
	const connections = new Set<ssh2.Connection>()
	const children = new Set<ChildProcess>()
	const server = new ssh2.Server({ hostKeys: [hostKey.privateKey] }, (client) => {
		connections.add(client)
		client.on('error', () => undefined)
		client.on('close', () => connections.delete(client))
		client.on('authentication', (context) => {
			if (context.method === 'publickey' && context.key.data.equals(allowed.getPublicSSH())) context.accept()
			else context.reject(['publickey'])
		})
		client.on('session', (accept) => serveCommands(accept(), children, socketOf(client)))
		client.on('openssh.streamlocal' as 'request', (accept: unknown, _reject: unknown, info: unknown) => {
			const channel = (accept as () => ssh2.ServerChannel)()
			const socket = connect({ path: (info as { socketPath: string }).socketPath, allowHalfOpen: true })
			socket.on('data', (chunk) => channel.write(chunk))
			// ssh2's server side closes a channel that it ends; a real sshd sends only the end of file here.
			socket.on('end', () => (channel as unknown as { eof(): void }).eof())
			socket.on('close', () => channel.close()).on('error', () => channel.close())
			channel.pipe(socket)
		})
	})
	server.listen(0, '127.0.0.1')
	await once(server, 'listening')
	const cut = () => connections.forEach((client) => socketOf(client).destroy())
	return {
		port: (server.address() as AddressInfo).port,
		hostKey,
		clientKey,
		cut,
		async [Symbol.asyncDispose]() {
			cut()
			children.forEach((child) => process.kill(-child.pid!, 'SIGKILL'))
			await new Promise<void>((resolve) => server.close(() => resolve()))
		},
	}
}

/** ssh2 hides the connection it speaks over. */
const socketOf = (client: ssh2.Connection) => (client as unknown as { _sock: Socket })._sock

function serveCommands(session: ssh2.Session, children: Set<ChildProcess>, socket: Socket): void {
	session.on('exec', (accept, _reject, { command }) => {
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
	})
}
