import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startFakeSshd } from './testing/index.ts'
import type { TerminalSize } from './terminal.ts'
import { connectGuest } from './connect.ts'

/** A guest whose commands this host's sh runs, and the streams of somebody who sits before it. */
async function attachable(options: Parameters<typeof startFakeSshd>[0] = {}) {
	const sshd = await startFakeSshd(options)
	const guest = await connectGuest({
		host: '127.0.0.1',
		port: sshd.port,
		privateKey: sshd.clientKey.privateKey,
		hostKey: sshd.hostKey.publicKey,
	})
	const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() }
	return {
		sshd,
		guest,
		streams,
		async [Symbol.asyncDispose]() {
			await guest.close()
			await sshd[Symbol.asyncDispose]()
		},
	}
}

const inTerminal = (onResize?: (changed: (size: TerminalSize) => void) => Disposable) => ({
	term: 'xterm-256color',
	size: { rows: 24, columns: 80 },
	onResize,
})

test('a command reads and writes the caller’s streams, and its exit code is told', async () => {
	await using at = await attachable()
	const { stdin, stdout, stderr } = at.streams
	const ended = at.guest.attach('read line; echo "got $line"; echo oops >&2; exit 42', at.streams)
	stdin.write('a word\n')
	expect(await ended).toEqual({ code: 42 })
	stdout.end()
	stderr.end()
	expect([await text(stdout), await text(stderr)]).toEqual(['got a word\n', 'oops\n'])
})

test('the guest’s terminal is as large as the one here, at first and whenever that changes', async () => {
	const sizes: string[] = []
	await using at = await attachable({ onTerminal: (size) => void sizes.push(size) })
	let resize: ((size: TerminalSize) => void) | undefined
	let disposed = 0
	const terminal = inTerminal((changed) => {
		resize = changed
		return { [Symbol.dispose]: () => void disposed++ }
	})
	const ended = at.guest.attach('cat', { ...at.streams, terminal })
	await expect.poll(() => resize).toBeDefined()
	resize?.({ rows: 50, columns: 132 })
	await expect.poll(() => sizes).toEqual(['24x80 xterm-256color', '50x132'])
	at.streams.stdin.end()
	expect(await ended).toEqual({ code: 0 })
	expect(disposed).toBe(1)
})

test('what is typed goes there as it is, Ctrl-C too, and so does what is no text', async () => {
	await using at = await attachable()
	const bytes = Buffer.from([3, 26, 0x1b, 0xff, 0x00, 10])
	const ended = at.guest.attach('cat', { ...at.streams, terminal: inTerminal() })
	at.streams.stdin.end(bytes)
	await ended
	at.streams.stdout.end()
	const came: Buffer[] = []
	for await (const chunk of at.streams.stdout) came.push(chunk as Buffer)
	expect(Buffer.concat(came)).toEqual(bytes)
})

test('a command that a signal ended says so as a shell does', async () => {
	await using at = await attachable()
	expect(await at.guest.attach('kill -KILL $$', at.streams)).toEqual({ code: 137, signal: 'KILL' })
})

test('a guest that dies, and an interrupt, each end it with the reason', async () => {
	await using at = await attachable()
	const stop = new AbortController()
	const stopped = at.guest.attach('echo up; cat', { ...at.streams, signal: stop.signal })
	await new Promise((resolve) => at.streams.stdout.once('data', resolve))
	stop.abort()
	await expect(stopped).rejects.toMatchObject({ code: 'interrupted' })
	const more = { ...at.streams, stdin: new PassThrough(), stdout: new PassThrough() }
	const cut = at.guest.attach('echo up; cat', more)
	await new Promise((resolve) => more.stdout.once('data', resolve))
	at.sshd.cut()
	await expect(cut).rejects.toMatchObject({ code: 'guest-command' })
	await expect(at.guest.attach('true', at.streams)).rejects.toMatchObject({ code: 'guest-command' })
})
