import {
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rename,
	rm,
	symlink,
	truncate,
	utimes,
	writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runWithFewFiles } from '#vm/host/testing'
import { assertRoom } from './fault.ts'
import { Cache } from './cache.ts'
import { cacheDirectory, hashOf } from './cache-keys.ts'

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

test.each(['', '-0123abcd'])('what a killed build left (%s) is not in the next one', async (suffix) => {
	const left = join(root, 'scratch', `things-${hashOf({ text: 'a' })}${suffix}`)
	await mkdir(left, { recursive: true })
	await writeFile(join(left, 'half'), 'a')
	expect(await readdir(await entry(new Cache(root), 'a'))).not.toContain('half')
	expect(await readdir(join(root, 'scratch'))).toEqual([])
})

test('a program of a killed harness that still writes by path does not write to the next build', async () => {
	const places: string[] = []
	const build = async (into: string) => {
		places.push(into)
		// What the program of the first build does until it has ended.
		await mkdir(places[0]!, { recursive: true })
		await writeFile(join(places[0]!, 'late'), 'half a tree')
		if (places.length === 1) throw new Error('killed')
		await writeFile(join(into, 'thing'), 'a')
	}
	const request = { kind: 'things', inputs: 1, build }
	await expect(new Cache(root).entry(request)).rejects.toThrow('killed')
	expect(await readdir(await new Cache(root).entry(request))).toEqual([
		'inputs.json',
		'manifest.json',
		'thing',
	])
	// What came after the look is the next one's to remove.
	expect(await readdir(join(root, 'scratch'))).toEqual([places[0]!.split('/').at(-1)])
	await rm(join(root, 'things'), { recursive: true })
	await new Cache(root).entry({ ...request, build: (into) => writeFile(join(into, 'thing'), 'a') })
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
	expect(cacheDirectory({ ROOTLESS_MATRIX_CACHE: 'c' })).toBe(join(process.cwd(), 'c'))
})

test.each([
	['altered', (path: string) => writeFile(path, 'b')],
	['truncated', (path: string) => truncate(path)],
	['missing', (path: string) => rm(path)],
])('an entry with an %s file goes to quarantine and is built again', async (_, harm) => {
	const built: string[] = []
	const first = await entry(new Cache(root), 'a', built)
	await harm(join(first, 'thing'))
	expect(await entry(new Cache(root), 'a', built)).toBe(first)
	expect(built).toEqual(['a', 'a'])
	expect(await readFile(join(first, 'thing'), 'utf8')).toBe('a')
	expect(await readdir(join(root, 'quarantine'))).toHaveLength(1)
})

test('an entry that is looked at ahead is looked at once, builds nothing, and stays where it is when it is damaged', async () => {
	const looks: string[] = []
	const request = {
		kind: 'things',
		inputs: { text: 'a' },
		damage: async (dir: string) => {
			looks.push(dir)
			return (await readFile(join(dir, 'thing'), 'utf8')) === 'a' ? undefined : 'it is no a'
		},
	}
	expect(await new Cache(root).verify(request)).toBeUndefined()
	const path = await entry(new Cache(root), 'a')
	const cache = new Cache(root)
	expect(await cache.verify(request)).toEqual({ path })
	await cache.entry({ ...request, build: () => Promise.reject(new Error('it is there')) })
	expect(looks).toEqual([path])
	await writeFile(join(path, 'thing'), 'b')
	expect(await new Cache(root).verify(request)).toMatchObject({
		damage: expect.stringMatching(/^thing has sha256 /) as string,
	})
	expect(await readdir(root)).not.toContain('quarantine')
})

test('an entry whose manifest alone was looked at is still asked for its damage', async () => {
	const path = await entry(new Cache(root), 'a')
	const cache = new Cache(root)
	const request = { kind: 'things', inputs: { text: 'a' } }
	expect(await cache.verify(request)).toEqual({ path })
	const damage = async () => 'it is no a'
	expect(await cache.verify({ ...request, damage })).toEqual({ path, damage: 'it is no a' })
	let built = 0
	await cache.entry({ ...request, damage, build: async () => void built++ })
	expect(built).toBe(1)
})

test('knows a sparse giant by its time of change', async () => {
	const build = () =>
		new Cache(root).entry({
			kind: 'base',
			inputs: 1,
			// Nobody sums it, then: it would be read to its end.
			damage: () => Promise.resolve(undefined),
			build: async (into) => {
				await writeFile(join(into, 'base.ext4'), '')
				await truncate(join(into, 'base.ext4'), 600 * 1024 ** 2)
			},
		})
	const path = join(await build(), 'base.ext4')
	await build()
	expect(await readdir(root)).not.toContain('quarantine')
	await utimes(path, new Date(), new Date(0))
	await build()
	expect(await readdir(join(root, 'quarantine'))).toHaveLength(1)
})

test('an entry without a manifest is not taken', async () => {
	const path = join(root, 'things', hashOf({ text: 'a' }))
	await mkdir(path, { recursive: true })
	await writeFile(join(path, 'thing'), 'a')
	const built: string[] = []
	expect(await entry(new Cache(root), 'a', built)).toBe(path)
	expect(built).toEqual(['a'])
	expect(await readdir(join(root, 'quarantine'))).toHaveLength(1)
})

test.each<[string, (dir: string) => Promise<unknown>, string]>([
	[
		'one of many files has other bytes',
		(dir) => writeFile(join(dir, '41.ko'), 'modulE 41'),
		'41.ko has sha256',
	],
	['a file was added', (dir) => writeFile(join(dir, 'evil.ko'), ''), 'evil.ko was added'],
	['a link was added', (dir) => symlink('/etc/passwd', join(dir, 'evil')), 'evil was added'],
	['a file is missing', (dir) => rm(join(dir, '3.ko')), '3.ko is missing'],
	[
		'a file is a link to its like',
		async (dir) => {
			await rename(join(dir, '3.ko'), join(root, 'elsewhere'))
			await symlink(join(root, 'elsewhere'), join(dir, '3.ko'))
		},
		'3.ko was added',
	],
	[
		'a link leads elsewhere',
		async (dir) => {
			await rm(join(dir, 'build'))
			await symlink('/', join(dir, 'build'))
		},
		'build links to / instead of 1.ko',
	],
])('a kernel’s tree in which %s is built anew', async (_, damage, words) => {
	const said: string[] = []
	const kernel = () =>
		new Cache(root).entry({
			kind: 'kernels',
			inputs: 1,
			onDamage: (what) => void said.push(what),
			build: async (into) => {
				for (let i = 0; i < 50; i++) await writeFile(join(into, `${i}.ko`), `module ${i}`)
				await symlink('1.ko', join(into, 'build'))
			},
		})
	const path = await kernel()
	await kernel()
	expect(said).toEqual([])
	await damage(path)
	await kernel()
	expect(said).toEqual([expect.stringContaining(words)])
	await kernel()
	expect(said).toHaveLength(1)
})

test('a manifest of the first version, which had no links, still counts', async () => {
	const path = await entry(new Cache(root), 'a')
	const { files } = JSON.parse(await readFile(join(path, 'manifest.json'), 'utf8')) as { files: object }
	await writeFile(join(path, 'manifest.json'), JSON.stringify(files))
	const built: string[] = []
	await entry(new Cache(root), 'a', built)
	expect(built).toEqual([])
	await writeFile(join(path, 'added'), '')
	await entry(new Cache(root), 'a', built)
	expect(built).toEqual(['a'])
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

test('nothing is missing or damaged because this process may open no more files', async () => {
	const path = await entry(new Cache(root), 'a')
	const script = join(import.meta.dirname, 'too-many-files.fixture.ts')
	expect(runWithFewFiles(script, path)).toMatch(
		/^error: HostError: This machine cannot read its cache: EMFILE/,
	)
})
