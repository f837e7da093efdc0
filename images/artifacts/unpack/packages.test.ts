import { execFileSync } from 'node:child_process'
import { appendFile, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text as textOf } from 'node:stream/consumers'
import { PassThrough } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { decompress } from './decompress.ts'
import { extractPackages } from './packages.ts'

let dir: string
let into: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'packages-test-'))
	into = join(dir, 'tree')
})
afterEach(() => rm(dir, { recursive: true }))

interface Item {
	readonly name: string
	readonly type?: 'file' | 'symlink' | 'link' | 'directory' | 'character-device'
	readonly linkname?: string
	readonly mode?: number
	readonly text?: string
}

async function tarOf(items: readonly Item[]): Promise<Buffer> {
	const tar = pack()
	for (const { text, ...header } of items) tar.entry(header, text ?? '')
	tar.finalize()
	const chunks: Buffer[] = []
	for await (const chunk of tar) chunks.push(chunk as Buffer)
	return Buffer.concat(chunks)
}

/** A package with any content, also such as dpkg-deb would never build. */
async function debOf(items: readonly Item[], name = 'a.deb'): Promise<{ path: string }> {
	const control = {
		name: './control',
		text: 'Package: a\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b>\n',
	}
	const members: [string, Buffer][] = [
		['debian-binary', Buffer.from('2.0\n')],
		['control.tar.gz', gzipSync(await tarOf([control]))],
		['data.tar.gz', gzipSync(await tarOf(items))],
	]
	const parts = members.flatMap(([member, data]) => {
		const head = member.padEnd(16) + '0'.padEnd(12) + '0'.padEnd(6) + '0'.padEnd(6) + '100644'.padEnd(8)
		return [
			Buffer.from(`${head}${String(data.length).padEnd(10)}\`\n`),
			data,
			Buffer.alloc(data.length % 2, '\n'),
		]
	})
	const path = join(dir, name)
	await writeFile(path, Buffer.concat([Buffer.from('!<arch>\n'), ...parts]))
	return { path }
}

test('unpacks packages over one another, without set-user-ID bits, readable whatever the umask', async () => {
	const before = process.umask(0o077)
	try {
		const one = await debOf([
			{ name: './', type: 'directory' },
			{ name: './usr/bin/', type: 'directory', mode: 0o700 },
			{ name: './usr/bin/passt', text: 'old', mode: 0o4755 },
			{ name: './usr/bin/pasta', type: 'symlink', linkname: 'passt' },
			{ name: './usr/lib/build', type: 'symlink', linkname: '/usr/bin/passt' },
			{ name: './usr/src', type: 'symlink', linkname: '/usr/share/another-package' },
		])
		const two = await debOf([{ name: './usr/bin/passt', text: 'new', mode: 0o6750 }], 'b.deb')
		await extractPackages([one, two], into)
	} finally {
		process.umask(before)
	}
	const modeOf = async (path: string) => ((await stat(join(into, path))).mode & 0o7777).toString(8)
	expect(await readFile(join(into, 'usr/bin/pasta'), 'utf8')).toBe('new')
	expect([await modeOf('usr/bin'), await modeOf('usr/bin/passt')]).toEqual(['755', '754'])
	// An absolute link is meant from the top of the tree, not from that of this machine.
	expect(await readlink(join(into, 'usr/lib/build'))).toBe('../../usr/bin/passt')
	expect(await readlink(join(into, 'usr/src'))).toBe('../usr/share/another-package')
})

test.each<[string, Item[], RegExp]>([
	['a name that climbs', [{ name: '../evil', text: 'x' }], /climbs out/],
	[
		'a link out',
		[{ name: './usr/bin/pasta', type: 'symlink', linkname: '../../../etc/shadow' }],
		/links out/,
	],
	[
		'a link out by way of links',
		[
			{ name: './a/b', type: 'symlink', linkname: '.' },
			{ name: './a/c', type: 'symlink', linkname: 'b/b/../..' },
			{ name: './a/d', type: 'symlink', linkname: 'c/../../..' },
		],
		/links out/,
	],
	[
		'a file through a link',
		[
			{ name: './usr', type: 'symlink', linkname: '/etc' },
			{ name: './usr/evil', text: 'x' },
		],
		/which is no directory/,
	],
	['a hard link out', [{ name: './x', type: 'link', linkname: '/etc/shadow' }], /absolute name/],
	['a device', [{ name: './null', type: 'character-device' }], /is a character-device/],
])('refuses %s, and nothing of this machine comes into the tree', async (_, items, words) => {
	await expect(extractPackages([await debOf(items)], into)).rejects.toMatchObject({
		reason: 'unsafe-entry',
		message: expect.stringMatching(words) as string,
	})
})

test('a package that is cut off or is none is a bad archive', async () => {
	const { path } = await debOf([{ name: './x', text: 'x'.repeat(100_000) }])
	await writeFile(path, (await readFile(path)).subarray(0, 300))
	await expect(extractPackages([{ path }], into)).rejects.toMatchObject({ reason: 'bad-archive' })
	await writeFile(path, '<html>')
	await expect(extractPackages([{ path }], join(dir, 'b'))).rejects.toMatchObject({ reason: 'bad-archive' })
})

test('what is decompressed behind the end of a tar fills no memory and takes no time', async () => {
	const path = join(dir, 'bomb.gz')
	await writeFile(path, gzipSync(await tarOf([{ name: 'x', text: 'x' }])))
	await appendFile(path, gzipSync(Buffer.alloc(5_000_000)))
	const into = new PassThrough().resume()
	const done = decompress({ argv: ['gzip', '-dc'], path, into, maxBytes: 1_000_000 })
	await expect(done).rejects.toMatchObject({ reason: 'too-large' })
})

test.runIf(process.getuid?.() === 0)(
	'decompressors run as nobody, with no way to become anybody else',
	async () => {
		const path = join(dir, 'x')
		await writeFile(path, 'in')
		const into = new PassThrough()
		const said = textOf(into)
		const script = 'id -u; id -G; grep NoNewPrivs /proc/self/status; grep CapEff /proc/self/status; cat'
		await decompress({ argv: ['sh', '-c', script], path, into, maxBytes: 10_000 })
		expect(await said).toBe('65534\n65534\nNoNewPrivs:\t1\nCapEff:\t0000000000000000\nin')
	},
)

test('a real package of dpkg-deb’s comes out as dpkg-deb unpacks it', async () => {
	const tree = join(dir, 'source')
	execFileSync('sh', [
		'-c',
		'mkdir -p "$1/DEBIAN" "$1/usr/bin" && echo hi >"$1/usr/bin/hi" && chmod 755 "$1/usr/bin/hi"',
		'sh',
		tree,
	])
	await writeFile(
		join(tree, 'DEBIAN/control'),
		'Package: hi\nVersion: 1\nArchitecture: all\nMaintainer: a <a@b>\nDescription: x\n',
	)
	execFileSync('dpkg-deb', ['--build', '-Zxz', tree, join(dir, 'hi.deb')], { stdio: 'ignore' })
	await extractPackages([{ path: join(dir, 'hi.deb') }], into)
	expect((await readdir(into, { recursive: true })).sort()).toEqual(['usr', 'usr/bin', 'usr/bin/hi'])
})
