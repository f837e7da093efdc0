import { createWriteStream } from 'node:fs'
import { lstat, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip, gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { unpack } from './unpack.ts'

interface Item {
	readonly name: string
	readonly type?: 'file' | 'symlink' | 'link' | 'directory' | 'fifo' | 'block-device' | 'character-device'
	readonly linkname?: string
	readonly mode?: number
	readonly text?: string
}

let dir: string
let archive: string
let into: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'unpack-test-'))
	archive = join(dir, 'a.tgz')
	into = join(dir, 'in/target')
})
afterEach(() => rm(dir, { recursive: true }))

async function tarOf(items: readonly Item[], gzip = true): Promise<void> {
	const tar = pack()
	for (const { text, ...header } of items) tar.entry(header, text ?? '')
	tar.finalize()
	if (gzip) await pipeline(tar, createGzip(), createWriteStream(archive))
	else await pipeline(tar, createWriteStream(archive))
}

const tree = async () => (await readdir(into, { recursive: true })).sort()

test.each([true, false])('unpacks files, directories and links within (gzipped: %s)', async (gzip) => {
	await tarOf(
		[
			{ name: './docker/', type: 'directory' },
			{ name: './docker/dockerd', text: 'program', mode: 0o4755 },
			{ name: 'docker/deep/er/runc', text: 'runc' },
			{ name: 'docker/link', type: 'symlink', linkname: 'deep/er/../er/runc' },
			{ name: 'docker/hard', type: 'link', linkname: 'docker/dockerd' },
		],
		gzip,
	)
	await unpack({ archive, into })
	expect(await tree()).toEqual([
		'docker',
		'docker/deep',
		'docker/deep/er',
		'docker/deep/er/runc',
		'docker/dockerd',
		'docker/hard',
		'docker/link',
	])
	expect(await readFile(join(into, 'docker/link'), 'utf8')).toBe('runc')
	expect(await readFile(join(into, 'docker/hard'), 'utf8')).toBe('program')
	// Set-user-ID is gone, executable it stays.
	expect(((await stat(join(into, 'docker/dockerd'))).mode & 0o7777).toString(8)).toBe('755')
})

describe('refuses, naming the entry, and leaves nothing behind:', () => {
	const before: Item = { name: 'docker/before', text: 'x' }
	test.each<[string, Item[], string]>([
		['a name that climbs', [{ name: '../evil', text: 'x' }], '"../evil" climbs out'],
		['one that climbs later', [{ name: 'docker/../../evil', text: 'x' }], 'climbs out'],
		['an absolute name', [{ name: '/evil', text: 'x' }], '"/evil" has an absolute name'],
		[
			'a link out',
			[{ name: 'l', type: 'symlink', linkname: '../evil' }],
			'"l" links out of the directory, to "../evil"',
		],
		[
			'an absolute link',
			[{ name: 'l', type: 'symlink', linkname: '/etc' }],
			'links to the absolute path "/etc"',
		],
		['a hard link out', [{ name: 'l', type: 'link', linkname: '../evil' }], 'climbs out'],
		['an absolute hard link', [{ name: 'l', type: 'link', linkname: '/etc/passwd' }], 'absolute name'],
		['a hard link to nothing', [{ name: 'l', type: 'link', linkname: 'docker/none' }], 'does not have'],
		['a dangling link', [{ name: 'l', type: 'symlink', linkname: 'none' }], '"l" links to "none", which'],
		[
			'a link that climbs through another',
			[
				{ name: 'a/b/up', type: 'symlink', linkname: '../..' },
				{ name: 'out', type: 'symlink', linkname: 'a/b/up/..' },
			],
			'"out" links out of the directory',
		],
		[
			'a file through a link',
			[
				{ name: 'sub', type: 'directory' },
				{ name: 'd', type: 'symlink', linkname: 'sub' },
				{ name: 'd/evil', text: 'x' },
			],
			'"d/evil" goes through "d", which is no directory',
		],
		[
			'a directory in place of a link',
			[
				{ name: 'sub', type: 'directory' },
				{ name: 'd', type: 'symlink', linkname: 'sub' },
				{ name: 'd', type: 'directory' },
			],
			'no directory',
		],
		[
			'a file in place of a link',
			[
				{ name: 'f', type: 'symlink', linkname: 'docker/before' },
				{ name: 'f', text: 'evil' },
			],
			'"f" is there twice',
		],
		[
			'a hard link to a link',
			[
				{ name: 'f', type: 'symlink', linkname: 'docker/before' },
				{ name: 'h', type: 'link', linkname: 'f' },
			],
			'does not have',
		],
		['a pipe', [{ name: 'p', type: 'fifo' }], '"p" is a fifo'],
		['a device', [{ name: 'sda', type: 'block-device' }], '"sda" is a block-device'],
		['a terminal', [{ name: 'tty', type: 'character-device' }], 'character-device'],
	])('%s', async (_, items, words) => {
		await tarOf([before, ...items])
		await expect(unpack({ archive, into })).rejects.toMatchObject({
			code: 'artifact',
			reason: 'unsafe-entry',
			message: expect.stringContaining(words) as string,
		})
		expect(await tree()).toEqual([])
		expect(await readdir(dir)).toEqual(['a.tgz', 'in'])
		expect(await readdir(join(dir, 'in'))).toEqual(['target'])
	})

	test('a gzip that is cut off', async () => {
		await tarOf([before, { name: 'big', text: [...Array(20_000).keys()].join() }])
		const whole = await readFile(archive)
		await writeFile(archive, whole.subarray(0, whole.length - 2000))
		await expect(unpack({ archive, into })).rejects.toMatchObject({
			reason: 'bad-archive',
			message: expect.stringContaining('is cut off') as string,
		})
		expect(await tree()).toEqual([])
	})

	test.each([
		['a web page', Buffer.from('<!doctype html>'.repeat(100))],
		['a gzipped web page', gzipSync('<!doctype html>'.repeat(100))],
		['an empty file', Buffer.alloc(0)],
		['a gzip with a flipped byte', flipped()],
	])('%s', async (_, content) => {
		await writeFile(archive, content)
		await expect(unpack({ archive, into })).rejects.toMatchObject({ reason: 'bad-archive' })
		expect(await tree()).toEqual([])
	})

	test('too many entries', async () => {
		await tarOf([before, before, before].map((item, i) => ({ ...item, name: `f${i}` })))
		await expect(unpack({ archive, into, limits: { entries: 2 } })).rejects.toMatchObject({
			reason: 'too-large',
		})
		expect(await tree()).toEqual([])
	})

	test('too much to unpack, before it is unpacked', async () => {
		await tarOf([before, { name: 'bomb', text: ' '.repeat(100_000) }])
		await expect(unpack({ archive, into, limits: { bytes: 50_000 } })).rejects.toMatchObject({
			reason: 'too-large',
		})
		expect(await tree()).toEqual([])
	})
})

function flipped(): Buffer {
	const gzip = gzipSync(Buffer.alloc(4096, 'abcdefgh'))
	gzip[12] = gzip[12]! ^ 0xff
	return gzip
}

test('does not unpack over what is there', async () => {
	await tarOf([{ name: 'f', text: 'x' }])
	await unpack({ archive, into })
	await expect(unpack({ archive, into })).rejects.toThrow('is not empty')
	expect((await lstat(join(into, 'f'))).isFile()).toBe(true)
})

test('stops when told to', async () => {
	await tarOf([{ name: 'f', text: 'x' }])
	await expect(unpack({ archive, into, signal: AbortSignal.abort() })).rejects.toMatchObject({
		code: 'interrupted',
	})
})
