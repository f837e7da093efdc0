import { randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { digestOf, openStore, prepareFacts, type Store, StoreError } from '#harness/store'
import { ArtifactStore, Cache, hashOf } from '#images'
import { base, sharesACache, sparseBase, sumOf, twoCaches } from './contract.fixture.ts'
import { PIECE } from './form.ts'
import { pushCache } from './push.ts'
import { StoreOrigin } from './store-origin.ts'

let place: string
beforeEach(async () => void (place = await mkdtemp(join(tmpdir(), 'rm-shared-store-'))))
afterEach(() => rm(place, { recursive: true, force: true }))
const openDirectory = () => openStore(`dir:${place}`)

const blobPath = (digest: string) => join(place, 'blobs', digest.slice(7, 9), digest.slice(7))
const content = randomBytes(100_000)
const inputs = { of: 'a base' }
const name = `cache.base.${hashOf(inputs)}`

/** The digest of the piece that begins with the second copy of the content. */
const lastPiece = () => {
	const piece = Buffer.alloc(PIECE)
	piece.set(content, 5)
	return digestOf(piece)
}

/** Stores facts that an honest push never writes. */
async function storeFacts(store: Store, key: string, facts: unknown, blobs: readonly Buffer[] = []) {
	for (const blob of blobs) await store.put(digestOf(blob), blob)
	const stored = blobs.map((blob) => ({ digest: digestOf(blob), size: blob.length }))
	await store.put(key, (await prepareFacts(store, { kind: 'cache', facts, blobs: stored })).manifest)
}

describe('a cache by way of a directory', () => {
	sharesACache(openDirectory)

	it.each<[string, (digest: string) => Promise<void>, (digest: string) => string]>([
		[
			'that somebody changed',
			async (digest) => {
				await chmod(blobPath(digest), 0o644)
				await writeFile(blobPath(digest), Buffer.alloc(PIECE, 'x'))
			},
			(digest) => `what it gives for ${digest} is sha256:`,
		],
		['that is gone', (digest) => rm(blobPath(digest)), (digest) => `${digest} is missing`],
		[
			'that became too long',
			(digest) => writeFile(blobPath(digest), Buffer.alloc(PIECE + 1)),
			(digest) => `${digest} has more than ${PIECE} bytes`,
		],
	])('refuses by its name a blob %s, builds instead, and leaves nothing half', async (_, harm, words) => {
		await using caches = await twoCaches(openDirectory)
		await sparseBase(caches.first, inputs, content)
		await caches.push()
		await harm(lastPiece())
		expect(await readFile(await base(caches.second, inputs), 'utf8')).toBe('built')
		expect(caches.said.at(-1)).toMatch(new RegExp(`^${name} of dir:.* is not used: `))
		expect(caches.said.at(-1)).toContain(words(lastPiece()))
		expect(await readdir(join(caches.second.root, 'scratch'))).toEqual([])
	})

	it.each<[string, unknown]>([
		['a piece that is a path', { size: 5, time: 0, pieces: ['../../../etc/passwd'] }],
		['a name beside the pieces', { size: 5, time: 0, pieces: [null], path: '../x' }],
		['fewer pieces than its size needs', { size: 2 * PIECE, time: 0, pieces: [null] }],
		[
			'a size that fills every disk',
			{ size: 2 ** 35 + 1, time: 0, pieces: Array<null>(2 ** 35 / PIECE + 1).fill(null) },
		],
		['nothing that it should have', []],
	])('refuses what has %s', async (_, facts) => {
		await using caches = await twoCaches(openDirectory)
		await storeFacts(caches.store, name, facts)
		expect(await readFile(await base(caches.second, inputs), 'utf8')).toBe('built')
		expect(caches.said).toEqual([expect.stringContaining(`${name} is no cache of a farm`)])
	})

	it('goes on to the mirror for a file that is not what its sum says, or too large', async () => {
		await using caches = await twoCaches(openDirectory)
		const [right, wrong] = [Buffer.from('right'), Buffer.from('wrong')]
		const server = createServer((_, response) => response.end(right))
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.tgz`
		const request = {
			key: 'x',
			name: 'x.tgz',
			sha256: sumOf(right),
			sources: [{ kind: 'url' as const, url }],
		}
		const facts = { size: 5, time: 0, pieces: [digestOf(wrong)] }
		await storeFacts(caches.store, `cache.files.${sumOf(right)}`, facts, [wrong])
		try {
			const obtain = (cache: Cache, maxBytes: number) =>
				new ArtifactStore({ cache, limits: { retryDelaysMs: [] } }).obtain({ ...request, maxBytes })
			expect(await readFile((await obtain(caches.second, 5)).path, 'utf8')).toBe('right')
			expect(caches.said.at(-1)).toContain(`is not used: it has sha256 ${sumOf(wrong)}`)
			const { origin } = caches.second
			const third = new Cache(join(caches.dir, 'third'), { origin })
			await expect(obtain(third, 4)).rejects.toMatchObject({ reason: 'too-large' })
			expect(caches.said.at(-1)).toContain('it has 5 bytes, more than 4')
			expect(await readdir(join(third.root, 'scratch'))).toEqual([])
		} finally {
			server.closeAllConnections()
			server.close()
		}
	})

	it('says once that the store is away, and does without it', async () => {
		await using caches = await twoCaches(openDirectory)
		await rename(place, `${place}-away`)
		try {
			for (const of of ['a', 'b'])
				expect(await readFile(await base(caches.second, { of }), 'utf8')).toBe('built')
			expect(caches.said).toEqual([expect.stringMatching(/^Nothing is taken from dir:.* any more: /)])
		} finally {
			await rename(`${place}-away`, place)
		}
	})

	it('two that pull one thing at once pull it once', async () => {
		await using caches = await twoCaches(openDirectory)
		await sparseBase(caches.first, inputs, content)
		await caches.push()
		const { root, origin } = caches.second
		const paths = await Promise.all(
			[new Cache(root, { origin }), new Cache(root, { origin })].map((one) => base(one, inputs)),
		)
		expect(paths[0]).toBe(paths[1])
		expect(caches.said).toHaveLength(1)
	})

	it('that is interrupted leaves nothing behind, and the next one begins anew', async () => {
		await using caches = await twoCaches(openDirectory)
		await sparseBase(caches.first, inputs, content)
		await caches.push()
		const controller = new AbortController()
		const say = () => controller.abort(new Error('enough'))
		const origin = new StoreOrigin({ place: 'dir:x', openStore: openDirectory, say })
		const interrupted = new Cache(caches.second.root, { origin })
		await expect(base(interrupted, inputs, controller.signal)).rejects.toThrow('enough')
		expect(await readdir(join(interrupted.root, 'scratch'))).toEqual([])
		expect(await new Cache(interrupted.root).verify({ kind: 'base', inputs })).toBeUndefined()
		expect(await readFile(await base(caches.second, inputs), 'utf8')).not.toBe('built')
	})

	it('does not give what packages unpack to, but the packages', async () => {
		await using caches = await twoCaches(openDirectory)
		const debs = join(caches.first.root, 'apt/debs')
		await mkdir(debs, { recursive: true })
		await writeFile(join(debs, 'tini_1_amd64.deb'), 'tini')
		await writeFile(join(debs, 'tini_1_amd64.deb.sha256'), sumOf(Buffer.from('tini')))
		caches.first.noteUsed(join(debs, 'tini_1_amd64.deb'))
		await caches.first.entry({
			kind: 'kernels',
			inputs,
			build: (into) => writeFile(join(into, 'origins.json'), '[]'),
		})
		expect(await caches.push()).toEqual({ stored: 1, of: 1 })
		expect(await caches.store.list('cache.')).toEqual([`cache.files.${sumOf(Buffer.from('tini'))}`])
	})

	it('a store that becomes full has no name of what it has not whole', async () => {
		await using caches = await twoCaches(openDirectory)
		await sparseBase(caches.first, inputs, content)
		let puts = 0
		const full: Store = {
			place: 'dir:full',
			has: (...call) => caches.store.has(...call),
			get: (...call) => caches.store.get(...call),
			list: (...call) => caches.store.list(...call),
			async put(...call) {
				if (++puts > 1) throw new StoreError('full', 'dir:full is full')
				return caches.store.put(...call)
			},
		}
		const { root, used } = caches.first
		const { signal } = new AbortController()
		const pushed = pushCache({ store: full, root, used, signal, say: () => undefined })
		await expect(pushed).rejects.toMatchObject({ trouble: 'full' })
		expect(await caches.store.list('cache.')).toEqual([])
		expect(await caches.push(), 'with room again').toEqual({ stored: 1, of: 1 })
	})
})
