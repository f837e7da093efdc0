import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bytes, FileServer, sum } from './testing/file-server.ts'

let server: FileServer
beforeEach(async () => {
	server = await FileServer.start()
})
afterEach(() => server[Symbol.asyncDispose]())

describe('a connection that breaks', () => {
	test('goes on where it broke when the server can', async () => {
		server.handler = (request, response, count) => {
			if (count === 1) return server.breakAfterHalf(response, { etag: '"v1"' })
			const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1])
			response.writeHead(206, {
				'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
				'content-length': bytes.length - from,
			})
			response.end(bytes.subarray(from))
		}
		const got = await server.get()
		expect(got.sha256).toBe(sum)
		expect(await readFile(got.path)).toEqual(bytes)
		expect(server.asked[1]?.headers).toMatchObject({ range: 'bytes=150000-', 'if-range': '"v1"' })
	})

	test('goes on in another process', async () => {
		server.handler = (request, response, count) => {
			if (count === 1)
				return server.breakAfterHalf(response, { 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' })
			expect(request.headers['if-range']).toBe('Mon, 01 Jan 2024 00:00:00 GMT')
			response.writeHead(206, { 'content-range': `bytes 150000-299999/300000` }).end(bytes.subarray(150_000))
		}
		await expect(server.get('/docker.tgz', { limits: { retryDelaysMs: [] } })).rejects.toMatchObject({
			reason: 'broken-transfer',
			message: expect.stringContaining('after 150000 bytes') as string,
		})
		expect((await server.get()).sha256).toBe(sum)
	})

	test('starts over when the file has changed meanwhile', async () => {
		const changed = Buffer.from('another file')
		server.handler = (_, response, count) =>
			count === 1 ? server.breakAfterHalf(response, { etag: '"v1"' }) : response.writeHead(200).end(changed)
		expect(await readFile((await server.get()).path)).toEqual(changed)
	})

	test.each([{}, { etag: 'W/"weak"' }])(
		'starts over when nothing says it is the same file: %o',
		async (headers) => {
			server.handler = (_, response, count) =>
				count === 1 ? server.breakAfterHalf(response, headers) : response.writeHead(200).end(bytes)
			expect((await server.get()).sha256).toBe(sum)
			expect(server.asked[1]?.headers.range).toBeUndefined()
		},
	)

	test('starts over when what is there is longer than the file', async () => {
		server.handler = (request, response, count) => {
			if (count === 1) return server.breakAfterHalf(response, { etag: '"v1"' })
			if (request.headers.range) response.writeHead(416).end()
			else response.writeHead(200).end(bytes)
		}
		expect((await server.get()).sha256).toBe(sum)
		expect(server.asked.map((request) => request.headers.range)).toEqual([
			undefined,
			'bytes=150000-',
			undefined,
		])
	})
})

test('tries again after 503 and 429, and says each time', async () => {
	server.handler = (_, response, count) => response.writeHead([503, 429][count - 1] ?? 200).end(bytes)
	const log: string[] = []
	expect((await server.get('/docker.tgz', { log: (line) => log.push(line) })).sha256).toBe(sum)
	expect(log).toEqual([
		`${server.base}/docker.tgz answered 503 Service Unavailable. Try 2 follows in 0.001 s.`,
		`${server.base}/docker.tgz answered 429 Too Many Requests. Try 3 follows in 0.001 s.`,
	])
})

test('gives up in the end, and says how often it tried', async () => {
	server.handler = (_, response) => response.writeHead(500).end()
	await expect(server.get()).rejects.toMatchObject({
		code: 'artifact',
		reason: 'server-error',
		message: `${server.base}/docker.tgz answered 500 Internal Server Error (3 tries).`,
	})
})

describe('between two tries', () => {
	const pausing = { retryDelaysMs: [60_000] }
	beforeEach(() => {
		server.handler = (_, response) => response.writeHead(503).end()
	})

	test('stops when told to', async () => {
		const stop = new AbortController()
		const log = () => void setTimeout(() => stop.abort(), 20)
		await expect(server.get('/x', { signal: stop.signal, log, limits: pausing })).rejects.toMatchObject({
			code: 'interrupted',
			message: `Stopped while downloading ${server.base}/x.`,
		})
		expect(server.asked).toHaveLength(1)
	})

	test('the deadline for the whole counts as well, and the last fault is told as its cause', async () => {
		await expect(server.get('/x', { limits: { ...pausing, deadlineMs: 1500 } })).rejects.toMatchObject({
			reason: 'deadline',
			message: `${server.base}/x did not arrive within 1.5 s.`,
			cause: { reason: 'server-error' },
		})
	})
})
