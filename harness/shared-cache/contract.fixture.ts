import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Store } from '#harness/store'
import { ArtifactStore, Cache, memoryLock } from '#images'
import { PIECE } from './form.ts'
import { pushCache } from './push.ts'
import { StoreOrigin } from './store-origin.ts'

/** Two machines' caches, in a directory that goes with them. */
export interface TwoCaches extends AsyncDisposable {
	readonly dir: string
	/** Has what is pushed. */
	readonly first: Cache
	/** Empty, with the store as its origin. */
	readonly second: Cache
	readonly said: string[]
	readonly store: Store
	readonly push: () => ReturnType<typeof pushCache>
}

export async function twoCaches(openStore: () => Promise<Store>): Promise<TwoCaches> {
	const dir = await mkdtemp(join(tmpdir(), 'rm-shared-cache-'))
	const said: string[] = []
	const say = (message: string) => void said.push(message)
	const store = await openStore()
	const first = new Cache(join(dir, 'first'))
	const origin = new StoreOrigin({ place: store.place, openStore, say })
	const second = new Cache(join(dir, 'second'), { origin })
	const { signal } = new AbortController()
	return {
		dir,
		first,
		second,
		said,
		store,
		push: () => pushCache({ store, root: first.root, used: first.used, signal, say: () => undefined }),
		[Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
	}
}

export const sumOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Asks a cache for a base image; one that it has to build has the word `built` in it. @returns its path. */
export async function base(cache: Cache, inputs: unknown, signal?: AbortSignal): Promise<string> {
	const build = (into: string) => writeFile(join(into, 'base.ext4'), 'built')
	return join(await cache.entry({ kind: 'base', inputs, signal, build }), 'base.ext4')
}

/** An image that is mostly empty, as a disk with room on it is. */
export const sparseBase = (cache: Cache, inputs: unknown, content: Uint8Array) =>
	cache.entry({
		kind: 'base',
		inputs,
		build: async (into) => {
			const path = join(into, 'base.ext4')
			{
				await using file = await open(path, 'w')
				await file.write(content, 0, content.length, 1_000_000)
				await file.write(content, 0, content.length, 2 * PIECE + 5)
				await file.truncate(3 * PIECE + 7)
			}
			await utimes(path, 1_700_000_000, 1_700_000_000)
		},
	})

/** What a cache that is shared by way of a store promises, whatever store that is. */
export function sharesACache(openStore: () => Promise<Store>): void {
	it('gives another machine an image by its key, as large, as old and as empty as it was', async () => {
		await using caches = await twoCaches(openStore)
		const inputs = { of: randomBytes(6).toString('hex') }
		const content = randomBytes(100_000)
		const from = join(await sparseBase(caches.first, inputs, content), 'base.ext4')
		expect(await caches.push()).toEqual({ stored: 1, of: 1 })
		expect(await caches.push(), 'what is there stays').toEqual({ stored: 0, of: 1 })
		const path = await base(caches.second, inputs)
		expect((await readFile(path)).equals(await readFile(from))).toBe(true)
		const { size, mtimeMs, blocks } = await stat(path)
		expect([size, mtimeMs]).toEqual([3 * PIECE + 7, 1_700_000_000_000])
		expect(blocks * 512).toBeLessThan(2_000_000)
		expect(caches.said).toEqual([expect.stringMatching(/^Taking cache\.base\.[0-9a-f]{24} from /)])
		expect(await readdir(join(caches.second.root, 'scratch'))).toEqual([])
		// What came is as well kept as what was built.
		const looked = await new Cache(caches.second.root).verify({ kind: 'base', inputs })
		expect(looked).toEqual({ path: join(path, '..') })
	})

	it('gives a file that the lock names by its sum, and is not asked for one that nothing names', async () => {
		await using caches = await twoCaches(openStore)
		const bytes = randomBytes(5000)
		await mkdir(join(caches.dir, 'mine'))
		const mine = join(caches.dir, 'mine/x.tgz')
		await writeFile(mine, bytes)
		const request = { key: 'x.tgz x86_64', name: 'x.tgz', maxBytes: 5000 }
		const file = { kind: 'file' as const, path: mine }
		const unreachable = { kind: 'url' as const, url: 'http://127.0.0.1:1/x.tgz' }
		await new ArtifactStore({ cache: caches.first }).obtain({ ...request, sources: [file] })
		await caches.push()
		const lock = memoryLock()
		await lock.pin(request.key, { url: 'https://a.test/x.tgz', size: 5000, sha256: sumOf(bytes) })
		const offline = { cache: caches.second, offline: true }
		const unnamed = new ArtifactStore(offline).obtain({ ...request, sources: [unreachable] })
		await expect(unnamed).rejects.toMatchObject({ reason: 'offline' })
		expect(caches.said).toEqual([])
		const found = await new ArtifactStore({ ...offline, lock }).obtain({ ...request, sources: [unreachable] })
		expect(found).toMatchObject({ size: 5000, sha256: sumOf(bytes), source: 'https://a.test/x.tgz' })
		expect((await readFile(found.path)).equals(bytes)).toBe(true)
	})
}
