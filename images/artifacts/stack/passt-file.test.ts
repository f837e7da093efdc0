import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { filesOf, partContext } from '../fixtures/part-context.ts'
import { fakeElf, writeTarball } from '../fixtures/tarball.ts'
import { sha256OfFile } from '../sum.ts'
import type { PartContext } from './part.ts'
import { passtFromFile } from './passt-file.ts'

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'upstream-test-'))
})
afterEach(() => rm(dir, { recursive: true }))

const context = (more?: Partial<PartContext>) => partContext(dir, more)

describe('passt from a file', () => {
	test('takes the program itself under the name that makes it pasta', async () => {
		const path = join(dir, 'passt')
		await writeFile(path, fakeElf('x86_64', 'passt'))
		const part = await passtFromFile({ path, sha256: await sha256OfFile(path) }, context())
		expect(part).toMatchObject({ name: 'network', program: 'pasta', version: '' })
		expect(filesOf(part, '/bin')).toEqual(['pasta'])
	})

	test('takes a tarball', async () => {
		const path = join(dir, 'passt.tgz')
		await writeTarball(path, { 'usr/bin/passt': fakeElf('x86_64'), 'usr/bin/passt.avx2': fakeElf('x86_64') })
		const part = await passtFromFile(
			{ path, sha256: await sha256OfFile(path), version: '2024_01_01' },
			context(),
		)
		expect(filesOf(part, '/bin')).toEqual(['pasta', 'pasta.avx2'])
		expect(part.version).toBe('2024_01_01')
	})

	test('refuses a file with another sum, and a tarball without it', async () => {
		const path = join(dir, 'passt.tgz')
		await writeTarball(path, { 'usr/bin/slirp4netns': fakeElf('x86_64') })
		await expect(passtFromFile({ path, sha256: 'a'.repeat(64) }, context())).rejects.toMatchObject({
			reason: 'wrong-sum',
		})
		await expect(passtFromFile({ path, sha256: await sha256OfFile(path) }, context())).rejects.toThrow(
			'has no pasta',
		)
	})
})
