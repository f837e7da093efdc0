import { chmod, lstat, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { normaliseModes } from './modes.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-modes-'))))
afterEach(() => rm(dir, { recursive: true }))

it.each([0o022, 0o077, 0o002])('a tree made under umask %i is as open as any other', async (umask) => {
	const tree = join(dir, 'tree')
	const before = process.umask(umask)
	try {
		await mkdir(join(tree, 'bin'), { recursive: true })
		await writeFile(join(tree, 'bin/program'), '', { mode: 0o777 })
		await writeFile(join(tree, 'bin/text'), '')
	} finally {
		process.umask(before)
	}
	const outside = join(dir, 'outside')
	await writeFile(outside, '')
	await chmod(outside, 0o600)
	await symlink(outside, join(tree, 'bin/link'))
	// What is behind a link to a directory is no part of the tree either.
	await symlink(dir, join(tree, 'bin/up'))
	await normaliseModes(tree)
	const modes = await Promise.all(
		['tree', 'tree/bin', 'tree/bin/program', 'tree/bin/text', 'outside'].map(
			async (name) => (await lstat(join(dir, name))).mode & 0o7777,
		),
	)
	expect(modes).toEqual([0o755, 0o755, 0o755, 0o644, 0o600])
})
