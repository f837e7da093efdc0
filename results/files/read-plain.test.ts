import { execFileSync, spawn } from 'node:child_process'
import { mkdir, mkdtemp, open, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ConfigurationError } from '../errors/index.ts'
import { readPlain } from './index.ts'

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'plain-'))
})
afterEach(() => rm(dir, { recursive: true }))

const maxBytes = 1000
const isRoot = process.getuid?.() === 0
const mkfifo = (path: string) => void execFileSync('mkfifo', [path])

it('a plain file is read, behind a link too', async () => {
	await writeFile(join(dir, 'a'), 'é')
	await symlink('a', join(dir, 'b'))
	expect(await readPlain(join(dir, 'b'), { maxBytes })).toBe('é')
})

it('what is not there is said as the file system says it', async () => {
	await expect(readPlain(join(dir, 'a'), { maxBytes })).rejects.toMatchObject({ code: 'ENOENT' })
})

it.each([false, true])(
	'a pipe without a writer is refused at once, where pipes are read: %s',
	async (pipes) => {
		mkfifo(join(dir, 'a'))
		const refused = readPlain(join(dir, 'a'), { maxBytes, pipes })
		await expect(refused).rejects.toThrow(ConfigurationError)
		await expect(refused).rejects.toThrow(
			pipes ? 'is a pipe that nobody writes to' : 'no plain file: it is a pipe',
		)
	},
)

it('a pipe is read to its end, however slow its writer is', async () => {
	mkfifo(join(dir, 'a'))
	const writer = spawn('sh', ['-c', '{ sleep 0.2; echo one; sleep 0.2; echo two; } >"$0"', join(dir, 'a')])
	// Opened both ways it does not wait, and is there when the writer is.
	const held = await open(join(dir, 'a'), 'r+')
	const text = readPlain(join(dir, 'a'), { maxBytes, pipes: true })
	await new Promise((resolve) => writer.once('exit', resolve))
	await held.close()
	expect(await text).toBe('one\ntwo\n')
})

it('a pipe whose writer writes nothing is left when the signal says so', async () => {
	mkfifo(join(dir, 'a'))
	await using _held = await open(join(dir, 'a'), 'r+')
	const signal = AbortSignal.timeout(50)
	await expect(readPlain(join(dir, 'a'), { maxBytes, pipes: true, signal })).rejects.toThrow()
})

it('a directory, and more than is read, are refused', async () => {
	await mkdir(join(dir, 'a'))
	await expect(readPlain(join(dir, 'a'), { maxBytes })).rejects.toThrow('it is a directory')
	await writeFile(join(dir, 'b'), '')
	await truncate(join(dir, 'b'), 2 ** 40)
	await expect(readPlain(join(dir, 'b'), { maxBytes })).rejects.toThrow(
		`has ${2 ** 40} bytes; expected at most`,
	)
})

it.runIf(isRoot)('an endless device is refused', async () => {
	execFileSync('mknod', [join(dir, 'zero'), 'c', '1', '5'])
	const refused = readPlain(join(dir, 'zero'), { maxBytes, pipes: true })
	await expect(refused).rejects.toThrow('it is a character device')
})
