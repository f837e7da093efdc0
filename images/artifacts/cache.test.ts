import { mkdir, mkdtemp, readdir, readFile, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { assertRoom } from './fault.ts'
import { Cache, cacheDirectory, hashOf } from './cache.ts'

let root: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'cache-test-'))
})
afterEach(() => rm(root, { recursive: true }))

const entry = (cache: Cache, text: string, built: string[] = []) =>
	cache.entry({
		kind: 'things',
		inputs: { text },
		build: async (into) => {
			built.push(text)
			await writeFile(join(into, 'thing'), text)
		},
	})

test('builds an entry once', async () => {
	const built: string[] = []
	const first = await entry(new Cache(root), 'a', built)
	expect(await entry(new Cache(root), 'a', built)).toBe(first)
	expect(built).toEqual(['a'])
	expect(await readFile(join(first, 'thing'), 'utf8')).toBe('a')
})

test('two askers at once get one build', async () => {
	const built: string[] = []
	await Promise.all([entry(new Cache(root), 'a', built), entry(new Cache(root), 'a', built)])
	expect(built).toEqual(['a'])
})

test('what a killed build left is not in the next one', async () => {
	const left = join(root, 'scratch', `things-${hashOf({ text: 'a' })}`)
	await mkdir(left, { recursive: true })
	await writeFile(join(left, 'half'), 'a')
	expect(await readdir(await entry(new Cache(root), 'a'))).not.toContain('half')
	expect(await readdir(join(root, 'scratch'))).toEqual([])
})

test('a build that fails leaves nothing behind, and the next one is tried anew', async () => {
	const cache = new Cache(root)
	const failing = cache.entry({
		kind: 'things',
		inputs: { text: 'a' },
		build: async (into) => {
			await writeFile(join(into, 'half'), '')
			throw new Error('disk full')
		},
	})
	await expect(failing).rejects.toThrow('disk full')
	expect(await readdir(join(root, 'scratch'))).toEqual([])
	expect(await readdir(await entry(cache, 'a'))).toEqual(['inputs.json', 'manifest.json', 'thing'])
})

test('the key does not depend on the order of an object’s keys', () => {
	expect(hashOf({ a: 1, b: [2, { c: 3, d: 4 }] })).toBe(hashOf({ b: [2, { d: 4, c: 3 }], a: 1 }))
	expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: 2 }))
})

test('the cache’s place follows the environment', () => {
	expect(cacheDirectory({ ROOTLESS_MATRIX_CACHE: '/c', XDG_CACHE_HOME: '/x' })).toBe('/c')
	expect(cacheDirectory({ XDG_CACHE_HOME: '/x' })).toBe('/x/rootless-matrix')
})

test.each([
	['altered', (path: string) => writeFile(path, 'b')],
	['truncated', (path: string) => truncate(path)],
	['missing', (path: string) => rm(path)],
])('an entry with an %s file is kept aside and built again', async (_, harm) => {
	const built: string[] = []
	const first = await entry(new Cache(root), 'a', built)
	await harm(join(first, 'thing'))
	expect(await entry(new Cache(root), 'a', built)).toBe(first)
	expect(built).toEqual(['a', 'a'])
	expect(await readFile(join(first, 'thing'), 'utf8')).toBe('a')
	expect(await readdir(join(root, 'rejected'))).toHaveLength(1)
})

test('an entry that is looked at ahead is looked at once, builds nothing, and stays where it is when it is damaged', async () => {
	const looks: string[] = []
	const request = {
		...{ kind: 'things', inputs: { text: 'a' } },
		damage: async (dir: string) => {
			looks.push(dir)
			return (await readFile(join(dir, 'thing'), 'utf8')) === 'a' ? undefined : 'it is no a'
		},
	}
	expect(await new Cache(root).look(request)).toBeUndefined()
	const path = await entry(new Cache(root), 'a')
	const cache = new Cache(root)
	expect(await cache.look(request)).toEqual({ path })
	await cache.entry({ ...request, build: () => Promise.reject(new Error('it is there')) })
	expect(looks).toEqual([path])
	await rm(join(path, 'manifest.json'))
	await writeFile(join(path, 'thing'), 'b')
	expect(await new Cache(root).look(request)).toEqual({ path, damage: 'it is no a' })
	expect(await readdir(root)).not.toContain('rejected')
})

test('an entry whose manifest alone was looked at is still asked for its damage', async () => {
	const path = await entry(new Cache(root), 'a')
	const cache = new Cache(root)
	const request = { kind: 'things', inputs: { text: 'a' } }
	expect(await cache.look(request)).toEqual({ path })
	const damage = async () => 'it is no a'
	expect(await cache.look({ ...request, damage })).toEqual({ path, damage: 'it is no a' })
	let built = 0
	await cache.entry({ ...request, damage, build: async () => void built++ })
	expect(built).toBe(1)
})

test('knows a sparse giant by its time of change', async () => {
	const build = () =>
		new Cache(root).entry({
			kind: 'base',
			inputs: 1,
			build: async (into) => {
				await writeFile(join(into, 'base.ext4'), '')
				await truncate(join(into, 'base.ext4'), 6 * 1024 ** 3)
			},
		})
	const path = join(await build(), 'base.ext4')
	await build()
	expect(await readdir(root)).not.toContain('rejected')
	await utimes(path, new Date(), new Date(0))
	await build()
	expect(await readdir(join(root, 'rejected'))).toHaveLength(1)
})

test('an entry from before manifests is taken as it is', async () => {
	const path = join(root, 'things', hashOf({ text: 'a' }))
	await mkdir(path, { recursive: true })
	const built: string[] = []
	expect(await entry(new Cache(root), 'a', built)).toBe(path)
	expect(built).toEqual([])
})

test('a full disk is said so, and what to do', async () => {
	const full = new Cache(root).entry({
		kind: 'things',
		inputs: 1,
		build: () => writeFile('/dev/full', 'x'),
	})
	await expect(full).rejects.toMatchObject({
		reason: 'disk-full',
		hint: expect.stringContaining('images gc') as string,
	})
})

test('a disk that will not do is found beforehand, with what is free and what is needed', async () => {
	await expect(assertRoom(root, 2 ** 60, 'the sky')).rejects.toMatchObject({
		reason: 'disk-full',
		message: expect.stringMatching(
			/^No room in the cache for the sky: \d+ MiB are free in .*, \d+ MiB are needed/,
		) as string,
	})
	await expect(assertRoom(root, 1, 'a byte')).resolves.toBeUndefined()
})

test('remembers what was asked for', async () => {
	const cache = new Cache(root)
	const path = await entry(cache, 'a')
	await entry(new Cache(root), 'b')
	expect([...cache.used]).toEqual([path])
})
