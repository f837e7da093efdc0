import { mkdir, mkdtemp, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { packCell, unpackCell } from './evidence.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-evidence-'))))
afterEach(() => rm(dir, { recursive: true }))

it('comes out as it went in, without links, and is the same file each time', async () => {
	const from = join(dir, 'from')
	await mkdir(join(from, 'attempt-1'), { recursive: true })
	await writeFile(join(from, 'serial.log'), 'booted')
	await writeFile(join(from, 'attempt-1/x'), '')
	await symlink('/etc/passwd', join(from, 'link'))
	const packed = await packCell({ events: 'events\n', evidenceDir: from })
	expect(packed.equals(await packCell({ events: 'events\n', evidenceDir: from }))).toBe(true)
	expect(await unpackCell(packed, join(dir, 'to'))).toBe('events\n')
	expect((await readdir(join(dir, 'to'), { recursive: true })).sort()).toEqual([
		'attempt-1',
		'attempt-1/x',
		'serial.log',
	])
	expect(await readFile(join(dir, 'to/serial.log'), 'utf8')).toBe('booted')
	expect(await unpackCell(await packCell({ events: 'e', evidenceDir: join(dir, 'none') }), dir)).toBe('e')
})

it('a file that is larger than the limit is left out by name, and never read', async () => {
	const from = join(dir, 'from')
	await mkdir(from)
	await writeFile(join(from, 'a.log'), 'booted')
	// A hole on the disk, and more than one buffer can hold.
	await writeFile(join(from, 'b.log'), '')
	await truncate(join(from, 'b.log'), 2 ** 43)
	await writeFile(join(from, 'c.log'), 'four')
	const packed = await packCell({ events: 'e', evidenceDir: from }, 10)
	await unpackCell(packed, join(dir, 'to'))
	expect(await readFile(join(dir, 'to/left-out.txt'), 'utf8')).toBe(
		'Too large to be kept by the farm:\nb.log\n',
	)
	expect((await readdir(join(dir, 'to'))).sort()).toEqual(['a.log', 'c.log', 'left-out.txt'])
})

type Header = Parameters<ReturnType<typeof pack>['entry']>[0]

it.each<[string, Header]>([
	['a path that leads out', { name: 'evidence/../../out' }],
	['an absolute path', { name: '/out' }],
	['a path within that is none', { name: 'evidence//out' }],
	['a link', { name: 'evidence/out', type: 'symlink', linkname: '/etc/passwd' }],
	['a hard link', { name: 'evidence/out', type: 'link', linkname: '/etc/passwd' }],
	['a device', { name: 'evidence/out', type: 'character-device' }],
	['a file that is nothing of a cell', { name: 'results.json' }],
])('with %s is refused, and nothing is written', async (_, header) => {
	const tar = pack()
	const whole = buffer(tar)
	tar.entry(header, '')
	tar.finalize()
	const to = join(dir, 'inner/to')
	await expect(unpackCell(gzipSync(await whole), to)).rejects.toThrow('is not what a worker stores')
	expect(await readdir(dir)).toEqual([])
})

it('that is no archive, or has no events, is refused', async () => {
	await expect(unpackCell(Buffer.from('x'), dir)).rejects.toThrow('cannot be unpacked')
	await expect(unpackCell(gzipSync(Buffer.alloc(1024)), dir)).rejects.toThrow('has no events')
})
