import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isUnavailable } from '../fault.ts'
import { download, type DownloadRequest } from './download.ts'

type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void

let dir: string
let server: Server
let base: string
let asked: IncomingMessage[]
let handler: Handler
/** Breaks the connection of `breakAfterHalf`. */
let breakOff: () => void

const HALF = 150_000
const bytes = Buffer.alloc(300_000, 'rootless ')
const sum = createHash('sha256').update(bytes).digest('hex')

beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'download-test-'))
	asked = []
	breakOff = () => {}
	server = createServer((request, response) => {
		asked.push(request)
		handler(request, response, asked.length)
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
	server.closeAllConnections()
	await new Promise((resolve) => server.close(resolve))
	await rm(dir, { recursive: true })
})

const get = (path = '/docker.tgz', more: Partial<DownloadRequest> = {}) =>
	download({
		url: base + path,
		into: join(dir, 'file'),
		maxBytes: 1_000_000,
		onProgress: (received) => received === HALF && breakOff(),
		...more,
		// Only what is meant to hang is given less.
		limits: { retryDelaysMs: [1, 1], stallMs: 20_000, connectMs: 20_000, ...more.limits },
	})

/** Sends half, and breaks the connection when that has arrived. */
const breakAfterHalf = (response: ServerResponse, headers: Record<string, string> = {}) => {
	response.writeHead(200, { 'content-length': bytes.length, ...headers })
	response.write(bytes.subarray(0, HALF))
	breakOff = () => response.destroy()
}

test('brings a file with its size, sum and progress', async () => {
	handler = (_, response) => response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
	const seen: unknown[] = []
	const got = await get('/docker.tgz', { onProgress: (...progress) => seen.push(progress) })
	expect(got).toEqual({
		path: join(dir, 'file'),
		url: `${base}/docker.tgz`,
		size: bytes.length,
		sha256: sum,
	})
	expect(seen.at(-1)).toEqual([bytes.length, bytes.length])
	expect(await readdir(dir)).toEqual(['file'])
})

describe('an answer that ends with the connection', () => {
	/** What a proxy or an old server sends: 100,000 of 300,000 bytes, then nothing more. */
	const cutOff: Handler = (request) => {
		request.socket.end(Buffer.concat([Buffer.from('HTTP/1.0 200 OK\r\n\r\n'), bytes.subarray(0, 100_000)]))
	}

	test('is not accepted, since a cut-off could not be told', async () => {
		handler = cutOff
		await expect(get()).rejects.toMatchObject({ reason: 'no-length' })
		expect(await readdir(dir)).toEqual([])
	})

	test('is accepted where the sum will tell', async () => {
		handler = cutOff
		const half = createHash('sha256').update(bytes.subarray(0, 100_000)).digest('hex')
		expect(await get('/docker.tgz', { sha256: sum })).toMatchObject({ sha256: half, size: 100_000 })
	})
})

describe('an answer that is larger than anything that was asked for', () => {
	test('is refused by its length, before it arrives', async () => {
		handler = (_, response) => response.writeHead(200, { 'content-length': 10 ** 12 }).write('x')
		await expect(get()).rejects.toMatchObject({ reason: 'too-large' })
		expect(await readdir(dir)).toEqual([])
	})

	test('is refused while it arrives, where it does not say how long it is', async () => {
		handler = (_, response) => {
			response.writeHead(200)
			const more = () => void (response.destroyed || response.write(bytes, more))
			more()
		}
		await expect(get()).rejects.toMatchObject({ reason: 'too-large' })
		expect(await readdir(dir)).toEqual([])
	})
})

describe('a connection that breaks', () => {
	test('goes on where it broke when the server can', async () => {
		handler = (request, response, count) => {
			if (count === 1) return breakAfterHalf(response, { etag: '"v1"' })
			const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1])
			response.writeHead(206, {
				'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
				'content-length': bytes.length - from,
			})
			response.end(bytes.subarray(from))
		}
		const got = await get()
		expect(got.sha256).toBe(sum)
		expect(await readFile(got.path)).toEqual(bytes)
		expect(asked[1]?.headers).toMatchObject({ range: 'bytes=150000-', 'if-range': '"v1"' })
	})

	test('goes on in another process', async () => {
		handler = (request, response, count) => {
			if (count === 1) return breakAfterHalf(response, { 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' })
			expect(request.headers['if-range']).toBe('Mon, 01 Jan 2024 00:00:00 GMT')
			response.writeHead(206, { 'content-range': `bytes 150000-299999/300000` }).end(bytes.subarray(150_000))
		}
		await expect(get('/docker.tgz', { limits: { retryDelaysMs: [] } })).rejects.toMatchObject({
			reason: 'broken-transfer',
			message: expect.stringContaining('after 150000 bytes') as string,
		})
		expect((await get()).sha256).toBe(sum)
	})

	test('starts over when the file has changed meanwhile', async () => {
		const changed = Buffer.from('another file')
		handler = (_, response, count) =>
			count === 1 ? breakAfterHalf(response, { etag: '"v1"' }) : response.writeHead(200).end(changed)
		expect(await readFile((await get()).path)).toEqual(changed)
	})

	test.each([{}, { etag: 'W/"weak"' }])(
		'starts over when nothing says it is the same file: %o',
		async (headers) => {
			handler = (_, response, count) =>
				count === 1 ? breakAfterHalf(response, headers) : response.writeHead(200).end(bytes)
			expect((await get()).sha256).toBe(sum)
			expect(asked[1]?.headers.range).toBeUndefined()
		},
	)

	test('starts over when what is there is longer than the file', async () => {
		handler = (request, response, count) => {
			if (count === 1) return breakAfterHalf(response, { etag: '"v1"' })
			if (request.headers.range) response.writeHead(416).end()
			else response.writeHead(200).end(bytes)
		}
		expect((await get()).sha256).toBe(sum)
		expect(asked.map((request) => request.headers.range)).toEqual([undefined, 'bytes=150000-', undefined])
	})
})

test('tries again after 503 and 429, and says each time', async () => {
	handler = (_, response, count) => response.writeHead([503, 429][count - 1] ?? 200).end(bytes)
	const log: string[] = []
	expect((await get('/docker.tgz', { log: (line) => log.push(line) })).sha256).toBe(sum)
	expect(log).toEqual([
		`${base}/docker.tgz answered 503 Service Unavailable. Try 2 follows in 0.001 s.`,
		`${base}/docker.tgz answered 429 Too Many Requests. Try 3 follows in 0.001 s.`,
	])
})

test('gives up in the end, and says how often it tried', async () => {
	handler = (_, response) => response.writeHead(500).end()
	await expect(get()).rejects.toMatchObject({
		code: 'artifact',
		reason: 'server-error',
		message: `${base}/docker.tgz answered 500 Internal Server Error (3 tries).`,
	})
})

test.each([
	[404, 'not-found'],
	[403, 'forbidden'],
	[451, 'forbidden'],
	[418, 'http-status'],
] as const)('takes %i for an answer, at once', async (status, reason) => {
	handler = (_, response) => response.writeHead(status).end('no')
	await expect(get()).rejects.toMatchObject({
		reason,
		message: expect.stringContaining(String(status)) as string,
	})
	expect(asked).toHaveLength(1)
})

test('does not wait for a server that stalls', async () => {
	handler = (_, response) => response.writeHead(200, { 'content-length': 10 }).write('x')
	await expect(get('/s', { limits: { retryDelaysMs: [1], stallMs: 300 } })).rejects.toMatchObject({
		reason: 'stalled',
		message: `${base}/s sent less than 16 KiB in 0.3 s (2 tries).`,
	})
})

test('does not wait for one that sends a byte now and then', async () => {
	handler = (_, response) => {
		response.writeHead(200, { 'content-length': bytes.length })
		const timer = setInterval(() => response.write('x'), 100)
		response.on('close', () => clearInterval(timer))
	}
	const limits = { retryDelaysMs: [], stallMs: 500 }
	await expect(get('/s', { limits })).rejects.toMatchObject({ reason: 'stalled' })
})

test('does not wait for a server that never answers, nor ask it twice', async () => {
	handler = () => {}
	await expect(get('/docker.tgz', { limits: { connectMs: 1500 } })).rejects.toMatchObject({
		reason: 'unreachable',
	})
	expect(asked).toHaveLength(1)
})

test('takes a server that hangs up on every question for one that is not available', async () => {
	handler = ({ socket }) => void socket.resetAndDestroy()
	await expect(get()).rejects.toSatisfy(isUnavailable)
	await expect(get()).rejects.toMatchObject({
		reason: 'no-answer',
		message: `${base}/docker.tgz hung up before it answered (ECONNRESET) (3 tries).`,
	})
})

test('says that nobody listens', async () => {
	await expect(get('', { url: 'http://127.0.0.1:1/x' })).rejects.toMatchObject({
		reason: 'unreachable',
		message: expect.stringContaining('ECONNREFUSED') as string,
		hint: expect.stringContaining('ROOTLESS_MATRIX_DOCKER_MIRROR') as string,
	})
})

test('has a deadline for the whole', async () => {
	handler = (_, response) => {
		response.writeHead(200)
		const drip = setInterval(() => response.write('x'), 20)
		response.on('close', () => clearInterval(drip))
	}
	await expect(get('/drip', { limits: { deadlineMs: 200 } })).rejects.toMatchObject({ reason: 'deadline' })
})

test('stops when told to', async () => {
	const stop = new AbortController()
	handler = () => stop.abort()
	await expect(get('/x', { signal: stop.signal })).rejects.toMatchObject({ code: 'interrupted' })
})

describe('between two tries', () => {
	const pausing = { retryDelaysMs: [60_000] }
	beforeEach(() => {
		handler = (_, response) => response.writeHead(503).end()
	})

	test('stops when told to', async () => {
		const stop = new AbortController()
		const log = () => void setTimeout(() => stop.abort(), 20)
		await expect(get('/x', { signal: stop.signal, log, limits: pausing })).rejects.toMatchObject({
			code: 'interrupted',
			message: `Stopped while downloading ${base}/x.`,
		})
		expect(asked).toHaveLength(1)
	})

	test('the deadline for the whole counts as well, and the last fault is told as its cause', async () => {
		await expect(get('/x', { limits: { ...pausing, deadlineMs: 1500 } })).rejects.toMatchObject({
			reason: 'deadline',
			message: `${base}/x did not arrive within 1.5 s.`,
			cause: { reason: 'server-error' },
		})
	})
})

describe('redirects', () => {
	test('are followed', async () => {
		handler = (request, response) =>
			request.url === '/docker.tgz'
				? response.writeHead(302, { location: '/there' }).end()
				: response.writeHead(200).end(bytes)
		expect((await get()).sha256).toBe(sum)
	})
	test('that go round in circles end', async () => {
		handler = (_, response) => response.writeHead(302, { location: '/docker.tgz' }).end()
		await expect(get()).rejects.toMatchObject({ reason: 'redirect-loop' })
		expect(asked).toHaveLength(6)
	})
})

test.each([
	['text/html; charset=utf-8', 'Sign in'],
	['application/octet-stream', '\n<!DOCTYPE html><title>Sign in</title>'],
])('a page of type %s is no file', async (type, page) => {
	handler = (_, response) => response.writeHead(200, { 'content-type': type }).end(page)
	await expect(get()).rejects.toMatchObject({ reason: 'html-page' })
	expect(await readdir(dir)).not.toContain('file')
})

test('shows no credentials', async () => {
	handler = (_, response) => response.writeHead(404).end()
	const failing = get('', { url: `${base.replace('http://', 'http://user:secret@')}/x?token=secret` })
	await expect(failing).rejects.toMatchObject({ message: `${base}/x answered 404 Not Found.` })
})
