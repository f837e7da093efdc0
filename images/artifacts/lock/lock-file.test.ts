import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockPathFor, openLockFile } from './lock-file.ts'

let dir: string
let path: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'lock-test-'))
	path = lockPathFor(join(dir, 'matrix.yaml'))
})
afterEach(() => rm(dir, { recursive: true }))

const file = (digit: string) => ({ url: 'https://mirror.test/x.tgz', size: 3, sha256: digit.repeat(64) })

test('records what is first used, sorted, and knows it in the next run', async () => {
	const lock = await openLockFile(path)
	expect(lock.pinned('z.tgz x86_64')).toBeUndefined()
	await lock.pin('z.tgz x86_64', file('a'))
	await lock.pin('debian docker 26.1 amd64', {
		packages: [{ name: 'docker.io', version: '26.1.5+dfsg1-9', suite: 'trixie', sha256: 'b'.repeat(64) }],
	})
	expect((await readFile(path, 'utf8')).replace(/^#.*\n/gm, '')).toMatchInlineSnapshot(`
		"lockVersion: 1
		artifacts:
		  debian docker 26.1 amd64:
		    packages:
		      - name: docker.io
		        version: 26.1.5+dfsg1-9
		        suite: trixie
		        sha256: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
		  z.tgz x86_64:
		    url: https://mirror.test/x.tgz
		    size: 3
		    sha256: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
		"
	`)
	expect((await openLockFile(path)).pinned('z.tgz x86_64')).toEqual(file('a'))
	expect(await readdir(dir)).toEqual(['rootless-matrix.lock.yaml'])
})

test('a sum of digits alone stays a string', async () => {
	await (await openLockFile(path)).pin('n', file('1'))
	await (await openLockFile(path)).pin('e', { ...file('1'), sha256: `1e${'2'.repeat(62)}` })
	expect((await openLockFile(path)).pinned('n')).toEqual(file('1'))
})

test('two writers lose nothing of each other', async () => {
	const [one, two] = [await openLockFile(path), await openLockFile(path)]
	const keys = ['a', 'b', 'c', 'd']
	await Promise.all(keys.map((key, i) => (i % 2 ? one : two).pin(key, file(key))))
	const lock = await openLockFile(path)
	expect(keys.map((key) => lock.pinned(key))).toEqual(keys.map(file))
})

test('another process that pinned something else meanwhile is found, with both sums', async () => {
	const [one, two] = [await openLockFile(path), await openLockFile(path)]
	await one.pin('k', file('a'))
	await expect(two.pin('k', file('b'))).rejects.toMatchObject({
		reason: 'wrong-sum',
		message: `k: rootless-matrix.lock.yaml says ${'a'.repeat(64)}, found ${'b'.repeat(64)}.`,
	})
	// The same bytes from another address are no difference.
	await two.pin('k', { ...file('a'), url: 'https://elsewhere.test/x.tgz' })
	expect((await openLockFile(path)).pinned('k')).toEqual(file('a'))
})

test('frozen accepts nothing new, and writes nothing', async () => {
	await (await openLockFile(path)).pin('k', file('a'))
	const before = await readFile(path, 'utf8')
	const frozen = await openLockFile(path, { frozen: true })
	expect(frozen.pinned('k')).toEqual(file('a'))
	expect(() => frozen.assertOpenFor('new')).toThrow('has no entry for new, and nothing new is accepted')
	await expect(frozen.pin('new', file('b'))).rejects.toMatchObject({ reason: 'not-in-lock' })
	expect(await readFile(path, 'utf8')).toBe(before)
})

test.each([
	['lockVersion: 2\nartifacts: {}\n', 'lockVersion: 1, the only version there is'],
	[
		'lockVersion: 1\nartifacts:\n  k: { url: u, size: 1, sha256: abc }\n',
		'artifacts › k › sha256: 64 hexadecimal digits',
	],
	['lockVersion: 1\nartifacts: {}\nartifacts: {}\n', 'Map keys must be unique at line 3'],
	['<<<<<<< ours\n', 'the whole'],
])('says what is wrong in a broken file: %s', async (text, words) => {
	await writeFile(path, text)
	await expect(openLockFile(path)).rejects.toMatchObject({
		code: 'configuration',
		message: expect.stringContaining(words) as string,
	})
})

test('frozen without a lock file, and a lock that is no file, are mistakes of the configuration', async () => {
	await expect(openLockFile(path, { frozen: true })).rejects.toMatchObject({ code: 'configuration' })
	await expect(openLockFile(dir)).rejects.toMatchObject({
		code: 'configuration',
		message: `${dir} cannot be read.`,
	})
})

test('a directory that cannot be written is said so', async () => {
	const lock = await openLockFile('/proc/self/rootless-matrix.lock.yaml')
	await expect(lock.pin('k', file('a'))).rejects.toMatchObject({
		code: 'host',
		message: expect.stringContaining('cannot be written') as string,
	})
})
