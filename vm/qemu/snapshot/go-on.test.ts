import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { generateSshKeyPair } from '../../guest/keys.ts'
import { goOn } from './go-on.ts'

const identity = { client: generateSshKeyPair('harness'), host: generateSshKeyPair('guest') }
const { signal } = new AbortController()

/** In place of QEMU's socket and of the guest behind it. */
let line: Server
let path: string
let directory: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'go-on-test-'))
	path = join(directory, 'news')
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

async function going(): Promise<{ going: Awaited<ReturnType<typeof goOn>>; guest: Socket }> {
	const connected = once(line, 'connection') as Promise<[Socket]>
	const started = await goOn(path, identity, signal)
	return { going: started, guest: (await connected)[0] }
}

it('tells the time, random bytes and both keys, and once more that the way is open, however often', async () => {
	const { going: it, guest } = await going()
	using _it = it
	const hears = told(guest, 2)
	guest.write('o')
	guest.write('k\x04')
	await it.heard
	it.finish()
	it.finish()
	const [news, open] = await hears
	const [now, seed, client, host, ...key] = news!.split('\n')
	expect(Math.abs(Number(now) - Date.now() / 1000)).toBeLessThan(60)
	expect(seed).toMatch(/^[0-9a-f]{1024}$/)
	expect([client, host]).toEqual([identity.client.publicKey, identity.host.publicKey])
	expect(key.join('\n')).toBe(identity.host.privateKey)
	expect(open).toBe('')
	guest.destroy()
})

it('says what a guest could not do', async () => {
	const { going: it, guest } = await going()
	using _it = it
	guest.write('clock_settime: Operation not permitted\x04')
	await expect(it.heard).rejects.toMatchObject({ output: 'clock_settime: Operation not permitted' })
	guest.destroy()
})

it('does not wait for a guest that is gone', async () => {
	const { going: it, guest } = await going()
	using _it = it
	guest.destroy()
	await expect(it.heard).rejects.toMatchObject({ output: expect.stringContaining('closed') as string })
	it.finish()
})
