import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { followConsole, lastLine, readConsole, silentConsole } from './console.ts'

const read = (...chunks: string[]) => chunks.reduce(readConsole, silentConsole)

test.each([
	[
		'[    1.0] Kernel panic - not syncing: Attempted to kill init!\n',
		'Kernel panic - not syncing: Attempted to kill init!',
	],
	[
		'[    1.0] VFS: Unable to mount root fs on unknown-block(0,0)\n',
		'VFS: Unable to mount root fs on unknown-block(0,0)',
	],
	[
		"rootless-matrix-initrd: FATAL: no disk has the serial or the label 'root'\r\n",
		"rootless-matrix-initrd: FATAL: no disk has the serial or the label 'root'",
	],
])('a boot that cannot go on is seen: %s', (text, fatal) => {
	expect(read('[    0.0] Linux version 6.12\n', text).fatal).toBe(fatal)
})

test('a fatal line in two chunks is one line, and the first stays', () => {
	expect(read('x Kernel pa', 'nic - not syncing: one\n', 'Kernel panic - not syncing: two\n').fatal).toBe(
		'Kernel panic - not syncing: one',
	)
})

test('an ordinary boot is not fatal', () => {
	expect(read('[  OK  ] Reached target emergency-ready.\n').fatal).toBeUndefined()
})

test('what a guest prints to disturb a terminal is gone', () => {
	expect(read('\x1b[2J\x1b]0;title\x07\x1b[0;32m  OK  \x1b[0m \x07Grüße\r\n').tail).toBe('  OK   Grüße\n')
})

test('the last line is the last with anything on it', () => {
	expect(lastLine(read('one\ntwo \n\n  \n'))).toBe('two')
	expect(lastLine(silentConsole)).toBeUndefined()
})

test('a followed console is read to its end, and characters in two writes stay whole', async () => {
	const directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
	const path = join(directory, 'console.log')
	await writeFile(path, 'early\n')
	const over = new AbortController()
	let changes = 0
	const end = followConsole(path, { signal: over.signal, everyMs: 10, onChange: () => changes++ })
	await expect.poll(() => changes).toBe(1)
	await appendFile(path, Buffer.from('late ü').subarray(0, 6))
	await expect.poll(() => changes).toBe(2)
	await appendFile(path, Buffer.from('ü').subarray(1))
	over.abort()
	expect((await end).tail).toBe('early\nlate ü')
	await rm(directory, { recursive: true })
})
