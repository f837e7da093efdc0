import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runTool } from '../host/index.ts'
import { fileMode, newcArchive, withParents } from './newc.ts'
import { seedArchive } from './seed.ts'

async function unpacked<T>(archive: Buffer, look: (directory: string) => Promise<T>): Promise<T> {
	const directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
	try {
		const file = join(directory, 'archive')
		await writeFile(file, archive)
		const args = ['-i', '-d', '--quiet', '--no-absolute-filenames', '--no-preserve-owner', '-F', file]
		await runTool(['cpio', ...args], { cwd: directory })
		return await look(directory)
	} finally {
		await rm(directory, { recursive: true })
	}
}

test('cpio reads what was written: contents of every length, modes, directories before files', async () => {
	const entries = [0, 1, 2, 3, 4, 5].map((length) => ({
		path: `a/b${'x'.repeat(length)}/file${length}`,
		mode: fileMode(length % 2 ? 0o600 : 0o755),
		content: Buffer.alloc(length, 0xff),
	}))
	await unpacked(newcArchive(withParents(entries)), async (directory) => {
		for (const { path, mode, content } of entries) {
			expect(await readFile(join(directory, path))).toEqual(content)
			expect((await stat(join(directory, path))).mode).toBe(mode)
		}
	})
})

test('the same entries make the same bytes', () => {
	const entry = { path: 'init', mode: fileMode(0o755), content: Buffer.from('x') }
	expect(newcArchive([entry])).toEqual(newcArchive([entry]))
})

test('an archive can follow another: its length is a multiple of four', () => {
	for (const path of ['/a', '/ab', '/abc', '/abcd'])
		expect(seedArchive([{ path, content: path }]).length % 4).toBe(0)
})

test('a seed lies under /seed with its mode', async () => {
	const archive = seedArchive([{ path: '/root/.ssh/authorized_keys', content: 'key', mode: 0o600 }])
	await unpacked(archive, async (directory) => {
		const path = join(directory, 'seed/root/.ssh/authorized_keys')
		expect([await readFile(path, 'utf8'), (await stat(path)).mode & 0o777]).toEqual(['key', 0o600])
	})
})

test.each(['relative', '/a/../b'])('a seed path that is not absolute and plain is refused: %s', (path) => {
	expect(() => seedArchive([{ path, content: '' }])).toThrow(path)
})
