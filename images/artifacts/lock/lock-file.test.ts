import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
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
	['lockVersion: 2\nartifacts: {}\n', ':1:14: lockVersion: should be 1, the only version there is.'],
	[
		'lockVersion: 1\nartifacts:\n  k: { url: "file:x", size: 1, sha256: abc }\n',
		':3:40: artifacts › k › sha256: should be 64 hexadecimal digits.',
	],
	['lockVersion: 1\nartifacts: {}\nartifacts: {}\n', ':3:1: Map keys must be unique.'],
	['<<<<<<< ours\n', ':1:1: the whole: '],
	['lockVersion: 1\nartifacts:\n  __proto__: {}\n', ':3:3: artifacts › __proto__: should be a key such as'],
	[
		'lockVersion: 1\nartifacts: {}\n__proto__: { artifacts: {} }\n',
		':3:1: __proto__: is no key of a lock file.',
	],
	[
		'lockVersion: 1\nartifacts: {}\nconstructor: 1\ntoString: 1\n',
		':3:1: constructor: is no key of a lock file.',
	],
	[
		`lockVersion: 1\nartifacts:\n  k: { url: "file:x", size: 1, sha256: ${'a'.repeat(64)}, __proto__: 1 }\n`,
		':3:106: artifacts › k › __proto__: is no key of a lock file.',
	],
])('says what is wrong in a broken file, and where: %s', async (text, words) => {
	await writeFile(path, text)
	await expect(openLockFile(path)).rejects.toMatchObject({
		code: 'configuration',
		message: expect.stringContaining(path + words) as string,
	})
})

/** A lock file whose package is the given one, on lines 5 to 8. */
const lockOf = (name: string, version: string, suite = 'trixie') =>
	`lockVersion: 1
artifacts:
  debian docker 26.1 amd64:
    packages:
      - name: ${JSON.stringify(name)}
        version: ${JSON.stringify(version)}
        suite: ${JSON.stringify(suite)}
        sha256: ${'a'.repeat(64)}
`

test.each([
	['-c', 'apt.conf', '5:15', 'name'],
	['-oDir::Cache::pkgcache=/etc/x', '1', '5:15', 'name'],
	['../..', '1', '5:15', 'name'],
	['docker.io\n', '1', '5:15', 'name'],
	['docker.io foo', '1', '5:15', 'name'],
	['/etc/passwd', '1', '5:15', 'name'],
	['docker.io', '-oX=y', '6:18', 'version'],
	['docker.io', '1/../../x', '6:18', 'version'],
	['docker.io', '', '6:18', 'version'],
	['docker.io', '1.0 2', '6:18', 'version'],
])('a package %j of version %j is refused with its place', async (name, version, place, what) => {
	await writeFile(path, lockOf(name, version))
	await expect(openLockFile(path)).rejects.toMatchObject({
		code: 'configuration',
		message: expect.stringMatching(
			new RegExp(`:${place}: artifacts › debian docker 26.1 amd64 › packages › 0 › ${what}: should be a `),
		) as string,
	})
})

test.each([
	['a suite that is an option', lockOf('docker.io', '1', '-t'), '7:16'],
	['an address that is none', `lockVersion: 1\nartifacts:\n  k: { url: "-o", size: 1, sha256: 0 }\n`, '3:13'],
	['a key with a terminal’s commands', 'lockVersion: 1\nartifacts:\n  "\\e[2J": {}\n', '3:3'],
	['a key that is no entry’s', `${lockOf('docker.io', '1')}        arch: x\n`, '9:9'],
])('%s is refused with its place', async (_what, text, place) => {
	await writeFile(path, text)
	const error = await openLockFile(path).catch((caught: unknown) => caught as Error)
	expect(error).toMatchObject({ code: 'configuration' })
	expect((error as Error).message).toContain(`${path}:${place}: `)
	expect((error as Error).message).toMatch(/^[\x20-\x7e›]*$/)
})

test('an epoch, a tilde and a build’s mark belong to a version', async () => {
	await writeFile(path, lockOf('libglib2.0-0t64', '1:1.7.24~ds1-6+deb13u1'))
	expect((await openLockFile(path)).pinned('debian docker 26.1 amd64')).toMatchObject({
		packages: [{ name: 'libglib2.0-0t64', version: '1:1.7.24~ds1-6+deb13u1' }],
	})
})

test('frozen without a lock file, and a lock that is no file, are mistakes of the configuration', async () => {
	await expect(openLockFile(path, { frozen: true })).rejects.toMatchObject({ code: 'configuration' })
	await expect(openLockFile(dir)).rejects.toMatchObject({
		code: 'configuration',
		message: `${dir} is no plain file: it is a directory.`,
	})
})

test('a directory that cannot be written is said so', async () => {
	const lock = await openLockFile('/proc/self/rootless-matrix.lock.yaml')
	await expect(lock.pin('k', file('a'))).rejects.toMatchObject({
		code: 'host',
		message: expect.stringContaining('cannot be written') as string,
	})
})

test('what is no plain file, or far too large for a lock file, is refused before it is parsed', async () => {
	await writeFile(path, '['.repeat(5 * 2 ** 20))
	await expect(openLockFile(path)).rejects.toMatchObject({
		code: 'configuration',
		message: `${path} has 5242880 bytes; expected at most 4194304.`,
	})
	await rm(path)
	await mkdir(path)
	await expect(openLockFile(path)).rejects.toThrow('is no plain file')
})
