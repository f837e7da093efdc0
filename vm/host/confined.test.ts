import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startConfined } from './confined.ts'
import { runWithFewFiles } from './testing/index.ts'

let directory: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
	// Whoever is confined could write here.
	await chmod(directory, 0o777)
})
afterEach(() => rm(directory, { recursive: true, force: true }))

test('a confined program is nobody, keeps no privilege and writes nothing', async () => {
	const file = join(directory, 'written')
	const script = 'id -u; grep CapBnd /proc/self/status; echo x >"$1"'
	const program = startConfined(['sh', '-c', script, 'sh', file], Readable.from([]))
	const said = await text(program.stdout)
	await program.ended
	if (process.getuid?.() === 0) {
		expect(said).toContain('65534\n')
		expect(said).toMatch(/CapBnd:\s0+\n/)
	}
	// The file is there, and nothing came into it.
	expect(await readFile(file, 'utf8')).toBe('')
})

test('where no file can be opened, it says so at once', () => {
	const script = join(import.meta.dirname, 'too-many-files.fixture.ts')
	expect(runWithFewFiles(script)).toMatch(/^HostError: true could not be started: no file can be opened/)
})
