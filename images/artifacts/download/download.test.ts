import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isUnavailable } from '../fault.ts'
import { bytes, FileServer, type Handler, sum } from './testing/file-server.ts'

let server: FileServer
beforeEach(async () => {
	server = await FileServer.start()
})
afterEach(() => server[Symbol.asyncDispose]())

test('brings a file with its size, sum and progress', async () => {
	server.handler = (_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
	const seen: unknown[] = []
	const got = await server.get('/docker.tgz', { onProgress: (...progress) => seen.push(progress) })
	expect(got).toEqual({
		path: join(server.dir, 'file'),
		url: `${server.base}/docker.tgz`,
		size: bytes.length,
		sha256: sum,
	})
	expect(seen.at(-1)).toEqual([bytes.length, bytes.length])
	expect(await readdir(server.dir)).toEqual(['file'])
})

describe('an answer that ends with the connection', () => {
	/** What a proxy or an old server sends: 100,000 of 300,000 bytes, then nothing more. */
	const cutOff: Handler = (request) => {
		request.socket.end(Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\n\r\n'), bytes.subarray(0, 100_000)]))
	}

	test('is not accepted, since a cut-off could not be told', async () => {
		server.handler = cutOff
		await expect(server.get()).rejects.toMatchObject({ reason: 'no-length' })
		expect(await readdir(server.dir)).toEqual([])
	})

	test('is accepted where the sum will tell', async () => {
		server.handler = cutOff
		const half = createHash('sha256').update(bytes.subarray(0, 100_000)).digest('hex')
		expect(await server.get('/docker.tgz', { sha256: sum })).toMatchObject({ sha256: half, size: 100_000 })
	})
})

describe('an answer that is larger than anything that was asked for', () => {
	test('is refused by its length, before it arrives', async () => {
		server.handler = (_, response) => response.writeHead(200, { 'content-length': 10 ** 12 }).write('x')
		await expect(server.get()).rejects.toMatchObject({ reason: 'too-large' })
		expect(await readdir(server.dir)).toEqual([])
	})

	test('is refused while it arrives, where it does not say how long it is', async () => {
		server.handler = (_, response) => {
			response.writeHead(200)
			const more = () => void (response.destroyed || response.write(bytes, more))
			more()
		}
		await expect(server.get()).rejects.toMatchObject({ reason: 'too-large' })
		expect(await readdir(server.dir)).toEqual([])
	})
})

test.each([
	[404, 'not-found'],
	[403, 'forbidden'],
	[451, 'forbidden'],
	[418, 'http-status'],
] as const)('takes %i for an answer, at once', async (status, reason) => {
	server.handler = (_, response) => response.writeHead(status).end('no')
	await expect(server.get()).rejects.toMatchObject({
		reason,
		message: expect.stringContaining(String(status)) as string,
	})
	expect(server.asked).toHaveLength(1)
})

test('does not wait for a server that stalls', async () => {
	server.handler = (_, response) => response.writeHead(200, { 'content-length': 10 }).write('x')
	await expect(server.get('/s', { limits: { retryDelaysMs: [1], stallMs: 300 } })).rejects.toMatchObject({
		reason: 'stalled',
		message: `${server.base}/s sent less than 16 KiB in 0.3 s (2 tries).`,
	})
})

test('does not wait for one that sends a byte now and then', async () => {
	server.handler = (_, response) => {
		response.writeHead(200, { 'content-length': bytes.length })
		const timer = setInterval(() => response.write('x'), 100)
		response.on('close', () => clearInterval(timer))
	}
	const limits = { retryDelaysMs: [], stallMs: 500 }
	await expect(server.get('/s', { limits })).rejects.toMatchObject({ reason: 'stalled' })
})

test('does not wait for a server that never answers, nor ask it twice', async () => {
	server.handler = () => {}
	await expect(server.get('/docker.tgz', { limits: { connectMs: 1500 } })).rejects.toMatchObject({
		reason: 'unreachable',
	})
	expect(server.asked).toHaveLength(1)
})

test('takes a server that hangs up on every question for one that is not available', async () => {
	server.handler = ({ socket }) => void socket.resetAndDestroy()
	await expect(server.get()).rejects.toSatisfy(isUnavailable)
	await expect(server.get()).rejects.toMatchObject({
		reason: 'no-answer',
		message: `${server.base}/docker.tgz hung up before it answered (ECONNRESET) (3 tries).`,
	})
})

test('says that nobody listens', async () => {
	await expect(server.get('', { url: 'http://127.0.0.1:1/x' })).rejects.toMatchObject({
		reason: 'unreachable',
		message: expect.stringContaining('ECONNREFUSED') as string,
		hint: expect.stringContaining('ROOTLESS_MATRIX_DOCKER_MIRROR') as string,
	})
})

test('has a deadline for the whole', async () => {
	server.handler = (_, response) => {
		response.writeHead(200)
		const drip = setInterval(() => response.write('x'), 20)
		response.on('close', () => clearInterval(drip))
	}
	await expect(server.get('/drip', { limits: { deadlineMs: 200 } })).rejects.toMatchObject({
		reason: 'deadline',
	})
})

test('stops when told to', async () => {
	const stop = new AbortController()
	server.handler = () => stop.abort()
	await expect(server.get('/x', { signal: stop.signal })).rejects.toMatchObject({ code: 'interrupted' })
})

describe('redirects', () => {
	test('are followed', async () => {
		server.handler = (request, response) =>
			request.url === '/docker.tgz'
				? response.writeHead(302, { location: '/there' }).end()
				: response.writeHead(200).end(bytes)
		expect((await server.get()).sha256).toBe(sum)
	})
	test('that go round in circles end', async () => {
		server.handler = (_, response) => response.writeHead(302, { location: '/docker.tgz' }).end()
		await expect(server.get()).rejects.toMatchObject({ reason: 'redirect-loop' })
		expect(server.asked).toHaveLength(6)
	})
})

test.each([
	['text/html; charset=utf-8', 'Sign in'],
	['application/octet-stream', '\n<!DOCTYPE html><title>Sign in</title>'],
])('a page of type %s is no file', async (type, page) => {
	server.handler = (_, response) => response.writeHead(200, { 'content-type': type }).end(page)
	await expect(server.get()).rejects.toMatchObject({ reason: 'html-page' })
	expect(await readdir(server.dir)).not.toContain('file')
})

test('shows no credentials', async () => {
	server.handler = (_, response) => response.writeHead(404).end()
	const failing = server.get('', {
		url: `${server.base.replace('http://', 'http://user:secret@')}/x?token=secret`,
	})
	await expect(failing).rejects.toMatchObject({ message: `${server.base}/x answered 404 Not Found.` })
})
