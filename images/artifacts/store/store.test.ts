import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { holdMutex } from '#vm/host'
import { Cache } from '../cache.ts'
import { hashOf } from '../cache-keys.ts'
import { ArtifactFault } from '../fault.ts'
import { memoryLock } from '../lock/lock.ts'
import { openLockFile } from '../lock/lock-file.ts'
import { downloadLockPath } from '../locks.ts'
import { ArtifactStore, type Progress, type StoreOptions } from './store.ts'

let dir: string
let server: Server
let base: string
let asked: string[]
let files: Record<string, string>

beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'store-test-'))
	asked = []
	files = { '/x.tgz': 'right' }
	server = createServer((request, response) => {
		asked.push(request.url ?? '')
		const text = files[request.url ?? '']
		response.writeHead(text === undefined ? 404 : 200).end(text)
	})
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
	server.closeAllConnections()
	await new Promise((resolve) => server.close(resolve))
	await rm(dir, { recursive: true })
})

const store = (more: Partial<StoreOptions> = {}) =>
	new ArtifactStore({ cache: new Cache(join(dir, 'cache')), limits: { retryDelaysMs: [] }, ...more })
const sum = (text: string) => createHash('sha256').update(text).digest('hex')
const request = (...urls: string[]) => ({
	key: 'x.tgz x86_64',
	name: 'x.tgz',
	maxBytes: 1000,
	sources: urls.map((url) => ({ kind: 'url' as const, url: base + url })),
})
const lockPath = () => join(dir, 'rootless-matrix.lock.yaml')

test('fetches once, pins, reports progress, and knows it in the next run', async () => {
	const progress: Progress[] = []
	const first = store({ lock: await openLockFile(lockPath()), onProgress: (one) => progress.push(one) })
	const found = await first.obtain(request('/x.tgz'))
	expect(found).toEqual({
		path: join(dir, 'cache/downloads', sum('right'), 'x.tgz'),
		size: 5,
		sha256: sum('right'),
		source: `${base}/x.tgz`,
	})
	expect(progress).toEqual([{ key: 'x.tgz x86_64', received: 5, total: undefined }])
	const lock = await openLockFile(lockPath(), { frozen: true })
	expect(lock.pinned('x.tgz x86_64')).toEqual({ url: `${base}/x.tgz`, size: 5, sha256: sum('right') })
	expect(await store({ lock, offline: true }).obtain(request('/x.tgz'))).toEqual(found)
	expect(asked).toEqual(['/x.tgz'])
	expect(await readdir(join(dir, 'cache/scratch'))).toEqual([])
})

test('what is refused when it is looked at is neither kept nor pinned, and the right one is taken afterwards', async () => {
	files['/x.tgz'] = 'empty'
	const accept = async (path: string) => {
		if ((await readFile(path, 'utf8')) !== 'right')
			throw new ArtifactFault('bad-archive', 'It has no entries.')
	}
	const lock = await openLockFile(lockPath())
	const wanted = { ...request('/x.tgz'), accept }
	await expect(store({ lock }).obtain(wanted)).rejects.toMatchObject({ reason: 'bad-archive' })
	expect(lock.pinned('x.tgz x86_64')).toBeUndefined()
	files['/x.tgz'] = 'right'
	expect(await store({ lock }).obtain(wanted)).toMatchObject({ sha256: sum('right') })
	expect(asked).toEqual(['/x.tgz', '/x.tgz'])
})

test('a mirror that gives a web page is not smoothed over by the next source', async () => {
	files['/page.tgz'] = '<!doctype html><title>Log in</title>'
	await expect(store().obtain(request('/none', '/page.tgz', '/x.tgz'))).rejects.toMatchObject({
		reason: 'html-page',
	})
	expect(asked).not.toContain('/x.tgz')
})

test('a file of a directory that is too large is not taken', async () => {
	await writeFile(join(dir, 'large'), Buffer.alloc(1001))
	const sources = [{ kind: 'file' as const, path: join(dir, 'large') }]
	await expect(store().obtain({ ...request(), sources })).rejects.toMatchObject({ reason: 'too-large' })
})

test.each(['inputs.json', 'manifest.json', '..', 'a b', '-rf'])(
	'a file called %j does not lie under that name',
	async (name) => {
		const found = await store().obtain({ ...request('/x.tgz'), name })
		expect(found.path).toBe(join(dir, 'cache/downloads', sum('right'), 'file'))
	},
)

test('without its mirror, a file is said to be from where the lock has it, not from where others had it', async () => {
	files['/elsewhere.tgz'] = 'right'
	await store().obtain(request('/elsewhere.tgz'))
	await store({ lock: await openLockFile(lockPath()) }).obtain(request('/x.tgz'))
	const lock = await openLockFile(lockPath())
	expect((await store({ lock, offline: true }).obtain(request())).source).toBe(`${base}/x.tgz`)
})

test('two runs on one empty cache download once', async () => {
	const both = await Promise.all([store().obtain(request('/x.tgz')), store().obtain(request('/x.tgz'))])
	expect(both[0]).toEqual(both[1])
	expect(asked).toEqual(['/x.tgz'])
})

test('what is pinned and there waits for nobody who fetches it', async () => {
	const lock = memoryLock()
	const found = await store({ lock }).obtain(request('/x.tgz'))
	await using _held = await holdMutex(downloadLockPath(join(dir, 'cache'), hashOf('x.tgz x86_64')))
	expect(await store({ lock }).obtain(request('/x.tgz'))).toEqual(found)
})

test('tries one source after the other, and says what each of them said', async () => {
	expect((await store().obtain(request('/none', '/x.tgz'))).source).toBe(`${base}/x.tgz`)
	await expect(store().obtain(request('/none', '/neither'))).rejects.toMatchObject({
		reason: 'no-source',
		message: `x.tgz x86_64 is not available: ${base}/none answered 404 Not Found. ${base}/neither answered 404 Not Found.`,
	})
})

test('a directory comes before any address, and is never shadowed by the cache', async () => {
	await store().obtain(request('/x.tgz'))
	const path = join(dir, 'mine.tgz')
	await writeFile(path, 'mine')
	const sources = [...request('/x.tgz').sources, { kind: 'file' as const, path }]
	const found = await store().obtain({ ...request(), sources })
	expect(found).toMatchObject({ sha256: sum('mine'), source: path })
	expect(asked).toHaveLength(1)
})

test('does not take from the cache what came from a source that is not asked', async () => {
	await store().obtain(request('/x.tgz'))
	files['/other.tgz'] = 'other'
	expect((await store().obtain(request('/other.tgz'))).sha256).toBe(sum('other'))
})

test('the same bytes from two places are recorded as what they are for each asker', async () => {
	files['/copy.tgz'] = 'right'
	const lock = memoryLock()
	await store({ lock }).obtain(request('/x.tgz'))
	await store().obtain(request('/copy.tgz'))
	expect((await store({ lock }).obtain(request('/copy.tgz'))).source).toBe(`${base}/copy.tgz`)
	expect((await store({ lock }).obtain(request('/x.tgz', '/copy.tgz'))).source).toBe(`${base}/x.tgz`)
	expect(asked).toHaveLength(2)
})

describe('a wrong sum', () => {
	const other = { url: 'https://a.test/x.tgz', size: 5, sha256: sum('other') }

	test('shows both, quarantines the file, asks no other source, and is not used', async () => {
		const lock = memoryLock({ 'x.tgz x86_64': other })
		const error: unknown = await store({ lock })
			.obtain(request('/x.tgz', '/none'))
			.catch((e: unknown) => e)
		expect(error).toMatchObject({
			reason: 'wrong-sum',
			message: `x.tgz x86_64 from ${base}/x.tgz has sha256 ${sum('right')}; this run says ${sum('other')}.`,
		})
		const [name] = await readdir(join(dir, 'cache/quarantine'))
		expect(await readFile(join(dir, 'cache/quarantine', name ?? ''), 'utf8')).toBe('right')
		expect((error as { evidence: unknown }).evidence).toEqual([join(dir, 'cache/quarantine', name ?? '')])
		expect(asked).toEqual(['/x.tgz'])
	})

	test('of a user’s own file leaves the file where it is', async () => {
		const path = join(dir, 'mine.tgz')
		await writeFile(path, 'mine')
		const lock = memoryLock({ 'x.tgz x86_64': other })
		const mine = { ...request(), sources: [{ kind: 'file' as const, path }] }
		await expect(store({ lock }).obtain(mine)).rejects.toMatchObject({
			reason: 'wrong-sum',
			evidence: [path],
		})
		expect(await readFile(path, 'utf8')).toBe('mine')
	})

	test('given by the matrix itself is enforced without a lock', async () => {
		await expect(store().obtain({ ...request('/x.tgz'), sha256: sum('other') })).rejects.toThrow(
			'the matrix says',
		)
	})
})

test.each([
	['altered', (path: string) => writeFile(path, 'wrong')],
	['truncated', (path: string) => truncate(path)],
	['missing', (path: string) => rm(path)],
])('a cached file that is %s is found, quarantined and fetched again', async (_, harm) => {
	const lock = memoryLock()
	const { path } = await store({ lock }).obtain(request('/x.tgz'))
	await harm(path)
	const offline = store({ lock, offline: true }).obtain(request('/x.tgz'))
	await expect(offline).rejects.toMatchObject({
		reason: 'offline',
		message: expect.stringContaining('is damaged, and in quarantine') as string,
	})
	expect(await readdir(join(dir, 'cache/quarantine'))).toHaveLength(1)
	await store({ lock }).obtain(request('/x.tgz'))
	expect(await readFile(path, 'utf8')).toBe('right')
	expect(asked).toHaveLength(2)
})

test('a damaged copy makes way for the same bytes from elsewhere', async () => {
	const { path } = await store().obtain(request('/x.tgz'))
	await writeFile(path, 'wrong')
	const own = join(dir, 'own.tgz')
	await writeFile(own, 'right')
	const sources = [{ kind: 'file' as const, path: own }]
	expect((await store().obtain({ ...request(), sources })).path).toBe(path)
	expect(await readFile(path, 'utf8')).toBe('right')
	expect(await readdir(join(dir, 'cache/quarantine'))).toHaveLength(1)
})

test('a copy that nothing is known of any more makes way for the same bytes', async () => {
	const { path } = await store().obtain(request('/x.tgz'))
	await writeFile(join(dirname(path), 'inputs.json'), '')
	expect((await store().obtain(request('/x.tgz'))).path).toBe(path)
	expect(asked).toHaveLength(2)
	expect(await readdir(join(dir, 'cache/quarantine'))).toHaveLength(1)
})

test('offline opens no connection', async () => {
	await expect(store({ offline: true }).obtain(request('/x.tgz'))).rejects.toMatchObject({
		reason: 'offline',
		message: 'x.tgz x86_64 is not in the cache, and this run is offline.',
		hint: expect.stringContaining('fetch') as string,
	})
	expect(asked).toEqual([])
})

test('frozen refuses what is not pinned before it is fetched', async () => {
	await (await openLockFile(lockPath())).pin('another', { url: 'file:u', size: 1, sha256: '0'.repeat(64) })
	const lock = await openLockFile(lockPath(), { frozen: true })
	await expect(store({ lock }).obtain(request('/x.tgz'))).rejects.toMatchObject({ reason: 'not-in-lock' })
	expect(asked).toEqual([])
})

test('a failure is every asker’s', async () => {
	const one = store()
	await expect(one.obtain(request('/none'))).rejects.toMatchObject({ reason: 'not-found' })
	await expect(one.obtain(request('/none'))).rejects.toMatchObject({ reason: 'not-found' })
	expect(asked).toHaveLength(1)
})

test('waits for no pipe that is named as a file of one’s own', async () => {
	const path = join(dir, 'pipe')
	execFileSync('mkfifo', [path])
	const asked = store().obtain({ ...request(), sources: [{ kind: 'file', path }] })
	await expect(asked).rejects.toThrow('pipe is no plain file: it is a pipe')
})
