import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
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
	expect(await readdir(await entry(cache, 'a'))).toEqual(['inputs.json', 'thing'])
})

test('the key does not depend on the order of an object’s keys', () => {
	expect(hashOf({ a: 1, b: [2, { c: 3, d: 4 }] })).toBe(hashOf({ b: [2, { d: 4, c: 3 }], a: 1 }))
	expect(hashOf({ a: 1 })).not.toBe(hashOf({ a: 2 }))
})

test('the cache’s place follows the environment', () => {
	expect(cacheDirectory({ ROOTLESS_MATRIX_CACHE: '/c', XDG_CACHE_HOME: '/x' })).toBe('/c')
	expect(cacheDirectory({ XDG_CACHE_HOME: '/x' })).toBe('/x/rootless-matrix')
})
