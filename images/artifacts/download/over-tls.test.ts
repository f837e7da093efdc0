import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isUnavailable } from '../fault.ts'
import { download } from './download.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'over-tls-test-'))))
afterEach(() => rm(dir, { recursive: true }))

async function listen(on: Server) {
	await new Promise<void>((resolve) => on.listen(0, '127.0.0.1', resolve))
	return {
		url: `https://127.0.0.1:${(on.address() as AddressInfo).port}/x`,
		[Symbol.asyncDispose]: async () => void (await new Promise((resolve) => on.close(resolve))),
	}
}

const get = (url: string) =>
	download({ url, into: join(dir, 'file'), maxBytes: 1000, limits: { retryDelaysMs: [], connectMs: 5000 } })

/** Made for this test, and trusted by nobody. */
const selfSigned = (name: string) => readFileSync(new URL(`fixtures/self-signed.${name}`, import.meta.url))

it('a server that does not prove its name is an error, and no absence', async () => {
	await using server = await listen(createSecureServer({ key: selfSigned('key'), cert: selfSigned('crt') }))
	const asking = get(server.url)
	await expect(asking).rejects.toMatchObject({
		reason: 'unauthenticated',
		hint: expect.stringContaining('NODE_EXTRA_CA_CERTS') as string,
	})
	await expect(asking).rejects.not.toSatisfy(isUnavailable)
})

it('so is what does not speak TLS', async () => {
	const speak = (socket: Socket) => {
		socket.on('error', () => socket.destroy())
		socket.once('data', () => socket.end('no TLS here', () => socket.destroy()))
	}
	await using server = await listen(createServer(speak))
	await expect(get(server.url)).rejects.toMatchObject({ reason: 'broken-transfer' })
})
