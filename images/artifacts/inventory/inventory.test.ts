import { mkdir, mkdtemp, open, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holdMutex } from '#vm/host'
import { Cache } from '../cache.ts'
import { lockPathOf } from '../locks.ts'
import { ArtifactStore } from '../store/store.ts'
import { collectGarbage, shrinkKind, verifyCache } from './keep.ts'
import { listCache } from './list.ts'

let dir: string
let root: string
let cache: Cache
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'inventory-test-'))
	root = join(dir, 'cache')
	cache = new Cache(root)
	// As whoever built in it left it.
	await mkdir(join(root, 'locks'), { recursive: true })
})
afterEach(() => rm(dir, { recursive: true }))

const part = (name: string) =>
	cache.entry({
		kind: 'parts',
		inputs: { name, version: '1' },
		build: (into) => writeFile(join(into, 'part.ext4'), Buffer.alloc(100_000, name)),
	})
const kernel = () =>
	cache.entry({
		kind: 'kernels',
		inputs: {},
		build: async (into) => {
			for (let i = 0; i < 50; i++) await writeFile(join(into, `${i}.ko`), `module ${i}`)
			await writeFile(join(into, 'origins.json'), JSON.stringify([{ source: 'linux-image_6.12 (trixie)' }]))
		},
	})
async function download(): Promise<string> {
	await writeFile(join(dir, 'x.tgz'), 'x')
	const sources = [{ kind: 'file' as const, path: join(dir, 'x.tgz') }]
	return (await new ArtifactStore({ cache }).obtain({ key: 'x x86_64', name: 'x.tgz', maxBytes: 9, sources }))
		.path
}
async function deb(): Promise<string> {
	await mkdir(join(root, 'apt/debs'), { recursive: true })
	const path = join(root, 'apt/debs/tini_1_amd64.deb')
	await writeFile(path, 'tini')
	await writeFile(`${path}.sha256`, '0'.repeat(64))
	return path
}

const old = (path: string) => utimes(path, new Date(0), new Date(0))
const isThere = (path: string) =>
	stat(path).then(
		() => true,
		() => false,
	)

test('lists what is there, why, and how large on the disk', async () => {
	await part('docker')
	await kernel()
	await download()
	await deb()
	const items = await listCache(root)
	expect(items.map(({ kind, why }) => [kind, why])).toEqual([
		['kernels', 'linux-image_6.12 (trixie)'],
		['parts', 'docker 1'],
		['downloads', `x x86_64 from ${join(dir, 'x.tgz')}`],
		['debs', 'a package of Debian’s'],
	])
	expect(items[1]?.bytes).toBeGreaterThanOrEqual(100_000)
	expect(Date.now() - (items[0]?.usedAt.getTime() ?? 0)).toBeLessThan(10_000)
})

test('says which kernel an initrd or a module disk belongs to', async () => {
	const key = basename(await kernel())
	const of = (kind: string, inputs: object) => cache.entry({ kind, inputs, build: async () => {} })
	await of('modules', { kernel: key, without: ['br_netfilter'] })
	await of('initrd', { kernel: key })
	await of('initrd', { kernel: 'gone' })
	await of('initrd', { probe: true })
	const items = (await listCache(root)).filter(({ kind }) => kind !== 'kernels')
	expect(items.map(({ why }) => why).sort()).toEqual([
		'the initrd of a kernel that is gone',
		'the initrd of linux-image_6.12 (trixie)',
		'the initrd of the accelerator probe',
		'the module disk of linux-image_6.12 (trixie) without br_netfilter',
	])
})

test.each(['accelerator/x.json', 'apt-backports/lists/partial/x', 'apt-backports/sources.list.d/x.list'])(
	'%s is no entry that could be damaged, or go',
	async (file) => {
		const path = join(root, file)
		await mkdir(dirname(path), { recursive: true })
		await writeFile(path, '{}')
		expect(await listCache(root)).toEqual([])
		expect(await verifyCache(root)).toEqual([])
		expect(await collectGarbage(root, { usedBefore: new Date(Date.now() + 1000) })).toEqual([])
		expect(await isThere(path)).toBe(true)
	},
)

test('an empty cache has nothing, and nothing to collect', async () => {
	expect(await listCache(join(dir, 'none'))).toEqual([])
	expect(await collectGarbage(join(dir, 'none'), { usedBefore: new Date() })).toEqual([])
})

test('collects what was not used since, and nothing else', async () => {
	const [needed, unneeded, file, package_] = [await part('a'), await part('b'), await download(), await deb()]
	await old(join(unneeded, 'inputs.json'))
	await old(package_)
	const before = new Date(Date.now() - 60_000)
	const dry = await collectGarbage(root, { usedBefore: before, dryRun: true })
	expect(await isThere(unneeded)).toBe(true)
	const gone = await collectGarbage(root, { usedBefore: before })
	expect(gone).toEqual(dry)
	expect(gone.map(({ path }) => path).sort()).toEqual([package_, unneeded].sort())
	expect(await Promise.all([needed, file, unneeded, package_, `${package_}.sha256`].map(isThere))).toEqual([
		...[true, true, false, false, false],
	])
	// What is needed again is built again.
	await new Cache(root).entry({ kind: 'parts', inputs: { name: 'b', version: '1' }, build: async () => {} })
	expect(await isThere(unneeded)).toBe(true)
})

test('what was used in this process stays in any case', async () => {
	const needed = await part('a')
	await old(join(needed, 'inputs.json'))
	await collectGarbage(root, { usedBefore: new Date(), keep: cache.used })
	expect(await isThere(needed)).toBe(true)
})

test('leaves the scratch of a VM alone for a day', async () => {
	const disk = join(root, 'scratch/vm')
	await mkdir(disk, { recursive: true })
	const hour = new Date(Date.now() - 60 * 60_000)
	await utimes(disk, hour, hour)
	await collectGarbage(root, { usedBefore: new Date() })
	expect(await isThere(disk)).toBe(true)
	await old(disk)
	await collectGarbage(root, { usedBefore: new Date() })
	expect(await isThere(disk)).toBe(false)
})

test('verifies every sum, also of entries with many files, and quarantines the damaged', async () => {
	const [good, modules, file] = [await part('a'), await kernel(), await download()]
	await writeFile(join(modules, '7.ko'), 'module 8')
	await writeFile(file, 'y')
	await deb()
	const damage = await verifyCache(root)
	expect(damage.map(({ item, what }) => [item.kind, what.replace(/[0-9a-f]{64}/g, '…')]).sort()).toEqual([
		['debs', 'tini_1_amd64.deb has sha256 … instead of …'],
		['downloads', 'x.tgz has sha256 … instead of …'],
		['kernels', '7.ko has sha256 … instead of …'],
	])
	expect(await isThere(good)).toBe(true)
	expect(await isThere(modules)).toBe(false)
	expect(await Promise.all(damage.map(({ quarantined }) => isThere(quarantined)))).toEqual([true, true, true])
	expect(await verifyCache(root)).toEqual([])
	// Its space counts, and is given back.
	const quarantined = (await listCache(root)).filter(({ kind }) => kind === 'quarantine')
	expect(quarantined).toHaveLength(3)
	expect(quarantined.every(({ bytes }) => bytes > 0)).toBe(true)
	await collectGarbage(root, { usedBefore: new Date(Date.now() + 1000), keep: new Set([good]) })
	expect((await listCache(root)).map(({ kind }) => kind)).toEqual(['parts'])
})

test.each([
	['a part', () => part('a'), (path: string) => ({ kind: 'parts', name: basename(path) })],
	['a download', download, (path: string) => ({ kind: 'downloads', name: basename(dirname(path)) })],
	['a package', deb, (path: string) => ({ kind: 'debs', name: basename(path) })],
])(
	'%s that somebody works on is not removed before he is done, nor when he has used it',
	async (_, make, item) => {
		const path = await make()
		const marks = (await isThere(join(path, 'inputs.json'))) ? join(path, 'inputs.json') : path
		const mark = item(path).kind === 'downloads' ? join(dirname(path), 'inputs.json') : marks
		await old(mark)
		const held = await holdMutex(lockPathOf(root, item(path)))
		const collecting = collectGarbage(root, { usedBefore: new Date() })
		await setTimeout(300)
		expect(await isThere(path)).toBe(true)
		const later = new Date(Date.now() + 60_000)
		await utimes(mark, later, later)
		await held[Symbol.asyncDispose]()
		expect(await collecting).toEqual([])
		expect(await isThere(path)).toBe(true)
		await old(mark)
		expect(await collectGarbage(root, { usedBefore: new Date() })).toHaveLength(1)
		expect(await isThere(path)).toBe(false)
	},
)

test('a download waits while its file is removed, and fetches it anew', async () => {
	const path = await download()
	const held = await holdMutex(lockPathOf(root, { kind: 'downloads', name: basename(dirname(path)) }))
	let done = false
	const again = download().then((found) => {
		done = true
		return found
	})
	await setTimeout(300)
	expect(done).toBe(false)
	await rm(dirname(path), { recursive: true })
	await held[Symbol.asyncDispose]()
	expect(await isThere(await again)).toBe(true)
})

test('makes one kind smaller, from what was used longest ago, and leaves what is in use or was used lately', async () => {
	const [inUse, oldest, older, lately] = [await part('a'), await part('b'), await part('c'), await part('d')]
	const usedAt = (path: string, seconds: number) => utimes(join(path, 'inputs.json'), seconds, seconds)
	for (const [index, path] of [inUse, oldest, older].entries()) await usedAt(path, 1000 + index)
	await usedAt(lately, 5000)
	await kernel()
	const kept = (await listCache(root)).filter(({ kind }) => kind === 'parts')
	const bytes = kept[0]!.bytes
	const shrink = (maxBytes: number) =>
		shrinkKind(root, { kind: 'parts', maxBytes, usedBefore: new Date(4000_000), keep: new Set([inUse]) })
	const left = () => Promise.all([inUse, oldest, older, lately].map(isThere))
	expect(await shrink(4 * bytes)).toBe(4 * bytes)
	expect(await left()).toEqual([true, true, true, true])
	expect(await shrink(3 * bytes)).toBe(3 * bytes)
	expect(await left()).toEqual([true, false, true, true])
	expect(await shrink(0)).toBe(2 * bytes)
	expect(await left()).toEqual([true, false, false, true])
	expect((await listCache(root)).map(({ kind }) => kind)).toContain('kernels')
})

/** A root disk, mostly a hole, of more bytes than this cache sums whenever it is used. */
const giant = async () => {
	const dir = await new Cache(root, { maxSummedBytes: 4 * 1024 ** 2 }).entry({
		kind: 'base',
		inputs: {},
		build: async (into) => {
			const path = join(into, 'base.ext4')
			await writeFile(path, 'super block')
			await truncate(path, 9 * 1024 ** 2)
		},
	})
	return join(dir, 'base.ext4')
}

/** As a disk's fault would, or `dd conv=notrunc` and `touch -d`: neither the size nor the time tells. */
async function writeUnseen(path: string, position: number): Promise<void> {
	const { mtimeMs } = await stat(path)
	{
		await using file = await open(path, 'r+')
		await file.write('X', position)
	}
	// In the middle of the millisecond: seconds are no exact number of them.
	const seconds = (Math.trunc(mtimeMs) + 0.5) / 1000
	await utimes(path, seconds, seconds)
}

test.each([
	['where there were some', 3],
	['in a hole', 8 * 1024 ** 2],
])(
	'sees other bytes of a giant, %s, though neither its size nor its time is another',
	async (_, position) => {
		const path = await giant()
		expect(await verifyCache(root)).toEqual([])
		await writeUnseen(path, position)
		// Whoever uses it looks at its size and time alone.
		expect(await giant()).toBe(path)
		expect(await listCache(root)).toHaveLength(1)
		expect(await verifyCache(root)).toEqual([
			expect.objectContaining({
				what: 'base.ext4 has other bytes than it was made with, of the same size and time',
			}),
		])
		expect(await giant()).toBe(path)
		expect(await verifyCache(root)).toEqual([])
	},
)

test('a giant of an earlier version, of which no more than its size and time was noted, is not damaged', async () => {
	const path = await giant()
	const manifest = join(dirname(path), 'manifest.json')
	const text = await readFile(manifest, 'utf8')
	const old = text.replace(/,\s*"chunks": "[0-9a-f]{64}"/, '')
	expect(old).not.toBe(text)
	await writeFile(manifest, old)
	expect(await verifyCache(root)).toEqual([])
	expect(await giant()).toBe(path)
})
