import { execFileSync, spawn } from 'node:child_process'
import {
	lchown,
	lstat,
	mkdir,
	mkdtemp,
	open,
	readdir,
	readFile,
	readlink,
	rm,
	symlink,
	writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ConfigurationError, HostError } from '../errors/index.ts'
import { targetOf, writeAtomic } from './index.ts'

let dir: string
let path: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'write-'))
	path = join(dir, 'report')
})
afterEach(() => rm(dir, { recursive: true }))

const isRoot = process.getuid?.() === 0
/** More than a pipe holds. */
const long = 'long '.repeat(100_000)

it('a plain file is replaced, and nothing is left beside it', async () => {
	await writeFile(path, 'before')
	await writeAtomic(path, 'after')
	expect(await readFile(path, 'utf8')).toBe('after')
	expect(await readdir(dir)).toEqual(['report'])
})

it('of a link to a plain file the file is replaced, and the link stays', async () => {
	await mkdir(join(dir, 'kept'))
	await writeFile(join(dir, 'kept/file'), 'before')
	await symlink('kept/file', join(dir, 'other'))
	await symlink('other', path)
	await writeAtomic(path, 'after')
	expect(await readlink(path)).toBe('other')
	expect(await readFile(join(dir, 'kept/file'), 'utf8')).toBe('after')
	expect((await lstat(join(dir, 'kept/file'))).isFile()).toBe(true)
})

it('a link to what is not there yet leads to where it will be', async () => {
	await symlink('new', path)
	await writeAtomic(path, 'after')
	expect(await readlink(path)).toBe('new')
	expect(await readFile(join(dir, 'new'), 'utf8')).toBe('after')
})

it('a folder that cannot be made is told before there is anything to write', async () => {
	await writeFile(join(dir, 'plain'), '')
	for (const file of [join(dir, 'plain/new'), join(dir, 'plain/further/new'), '/dev/null/further/new'])
		await expect(targetOf(file)).rejects.toThrow(`${file} cannot be written`)
	expect(await targetOf(join(dir, 'a/b/new'))).toEqual({ kind: 'file', path: join(dir, 'a/b/new') })
})

it.each(['itself', 'a link'])('a pipe is written into, by %s', async (way) => {
	execFileSync('mkfifo', [join(dir, 'pipe')])
	if (way === 'a link') await symlink('pipe', path)
	const named = way === 'a link' ? path : join(dir, 'pipe')
	// Opened both ways it does not wait, and the writer finds it read before `cat` has come.
	await using held = await open(join(dir, 'pipe'), 'r+')
	const read = text(spawn('cat', [join(dir, 'pipe')]).stdout)
	await writeAtomic(named, long)
	await held.close()
	expect(await read).toBe(long)
	expect((await lstat(join(dir, 'pipe'))).isFIFO()).toBe(true)
})

it('a pipe that nobody reads is told, and nobody waits for it', async () => {
	execFileSync('mkfifo', [path])
	await expect(writeAtomic(path, 'after')).rejects.toThrow(HostError)
	await expect(writeAtomic(path, 'after')).rejects.toThrow(`nobody reads the pipe ${path}`)
})

it('a pipe whose reader reads nothing is left when the signal says so', async () => {
	execFileSync('mkfifo', [path])
	await using _held = await open(path, 'r+')
	await expect(writeAtomic(path, long, { signal: AbortSignal.timeout(50) })).rejects.toThrow()
})

it('a file that is open already stays the one that is open', async () => {
	await writeFile(path, '')
	const before = await lstat(path)
	await using file = await open(path, 'w')
	await file.write('printed before\n')
	await symlink(`/proc/self/fd/${file.fd}`, join(dir, 'stdout'))
	await writeAtomic(join(dir, 'stdout'), 'the report\n')
	await file.write('printed after\n')
	expect(await readFile(path, 'utf8')).toBe('printed before\nthe report\nprinted after\n')
	expect((await lstat(path)).ino).toBe(before.ino)
})

it('a descriptor that is not open, or not for writing, is refused', async () => {
	await writeFile(path, '')
	await using file = await open(path, 'r')
	await expect(targetOf(`/proc/self/fd/${file.fd}`)).rejects.toThrow('open for reading only')
	await expect(targetOf('/proc/self/fd/98765')).rejects.toThrow('descriptor 98765 is not open')
})

it('a directory, a socket and a way through a file are refused', async () => {
	await mkdir(path)
	await expect(writeAtomic(path, 'after')).rejects.toThrow(ConfigurationError)
	await expect(targetOf(path)).rejects.toThrow(
		`${path} cannot be written: expected a plain file, a pipe, a character device, or nothing yet; found a directory.`,
	)
	const server = createServer().listen(join(dir, 'socket'))
	await expect(targetOf(join(dir, 'socket'))).rejects.toThrow('found a socket')
	server.close()
	await writeFile(join(dir, 'file'), 'kept')
	await expect(targetOf(join(dir, 'file/report'))).rejects.toThrow(ConfigurationError)
	await symlink('round', join(dir, 'round'))
	await expect(targetOf(join(dir, 'round'))).rejects.toThrow('a link that leads round in a circle')
})

it.runIf(isRoot)('a character device is written into, a block device is refused', async () => {
	execFileSync('mknod', [join(dir, 'null'), 'c', '1', '3'])
	await symlink('null', path)
	await writeAtomic(path, 'after')
	expect((await lstat(join(dir, 'null'))).isCharacterDevice()).toBe(true)
	expect(await readlink(path)).toBe('null')
	execFileSync('mknod', [join(dir, 'disk'), 'b', '7', '250'])
	await expect(targetOf(join(dir, 'disk'))).rejects.toThrow('found a block device')
})

it.runIf(isRoot)('another user’s link chooses nothing that root writes', async () => {
	await writeFile(join(dir, 'precious'), 'kept')
	await symlink('precious', path)
	await lchown(path, 12345, 12345)
	await expect(writeAtomic(path, 'after')).rejects.toThrow('is a link of another user')
	expect(await readFile(join(dir, 'precious'), 'utf8')).toBe('kept')
})
