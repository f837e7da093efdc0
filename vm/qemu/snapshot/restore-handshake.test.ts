import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startFakeSshd } from '#vm/guest/testing'
import { connectGuest, generateSshKeyPair } from '../../guest/index.ts'
import { beginHandshake } from './restore-handshake.ts'

const identity = { client: generateSshKeyPair('harness'), host: generateSshKeyPair('guest') }
const { signal } = new AbortController()

/** In place of QEMU's socket and of the guest behind it; like QEMU, it drops a client that has ended its half. */
let line: Server
let path: string
let directory: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'handshake-test-'))
	path = join(directory, 'line')
	line = createServer().listen(path)
	await once(line, 'listening')
})
afterEach(async () => {
	line.close()
	await rm(directory, { recursive: true })
})

/** What the guest has been told, when it has been told as many messages. */
async function told(guest: Socket, messages: number): Promise<string[]> {
	let text = ''
	while (text.split('\x04').length <= messages) text += String((await once(guest, 'data'))[0])
	return text.split('\x04')
}

async function begin(): Promise<{ handshake: Awaited<ReturnType<typeof beginHandshake>>; guest: Socket }> {
	const connected = once(line, 'connection') as Promise<[Socket]>
	const handshake = await beginHandshake(path, identity, signal)
	return { handshake, guest: (await connected)[0] }
}

it('tells the time, random bytes and both keys, and once more that the way is open, however often', async () => {
	const { handshake, guest } = await begin()
	using _handshake = handshake
	const hears = told(guest, 2)
	guest.write('o')
	guest.write('k\x04')
	await handshake.answered
	handshake.accepted()
	handshake.accepted()
	const [message, open] = await hears
	const [now, seed, client, host, ...key] = message!.split('\n')
	expect(Math.abs(Number(now) - Date.now() / 1000)).toBeLessThan(60)
	expect(seed).toMatch(/^[0-9a-f]{1024}$/)
	expect([client, host]).toEqual([identity.client.publicKey, identity.host.publicKey])
	expect(key.join('\n')).toBe(identity.host.privateKey)
	expect(open).toBe('')
	guest.destroy()
})

it('waits for a guest whose sshd speaks first and that answers later', async () => {
	const { handshake, guest } = await begin()
	using _handshake = handshake
	let ended = false
	guest.on('end', () => (ended = true))
	await using sshd = await startFakeSshd()
	const { privateKey } = sshd.clientKey
	const address = { host: '127.0.0.1', port: sshd.port, privateKey, hostKey: sshd.hostKey.publicKey }
	const { answered, accepted } = handshake
	let spoke!: () => void
	const banner = new Promise<void>((resolve) => (spoke = resolve))
	const entering = connectGuest({
		...address,
		opens: answered,
		onAccepted() {
			accepted()
			spoke()
		},
	})
	await banner
	const hears = told(guest, 2)
	await new Promise((resolve) => setTimeout(resolve, 300))
	expect(ended).toBe(false)
	guest.write('ok\x04')
	await answered
	await (await entering).close()
	expect((await hears)[1]).toBe('')
	guest.destroy()
})

it('says what a guest could not do', async () => {
	const { handshake, guest } = await begin()
	using _handshake = handshake
	guest.write('clock_settime: Operation not\x1b[31m permitted\x04')
	await expect(handshake.answered).rejects.toMatchObject({
		name: 'SnapshotError',
		output: 'clock_settime: Operation not permitted',
	})
	guest.destroy()
})

it('does not wait for a guest that is gone', async () => {
	const { handshake, guest } = await begin()
	using _handshake = handshake
	guest.destroy()
	await expect(handshake.answered).rejects.toMatchObject({
		name: 'BootError',
		message: expect.stringContaining('closed') as string,
	})
	handshake.accepted()
})

it('hears out nobody who talks without end', async () => {
	const { handshake, guest } = await begin()
	using _handshake = handshake
	guest.on('error', () => undefined)
	const closed = new Promise<void>((resolve) => void guest.on('close', () => resolve()))
	guest.write('x'.repeat(1_000_000))
	await expect(handshake.answered).rejects.toMatchObject({
		name: 'SnapshotError',
		message: expect.stringContaining('More than 4096 bytes') as string,
	})
	await closed
})
