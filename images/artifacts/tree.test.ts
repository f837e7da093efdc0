import { link, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ext4Image } from './tree.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-tree-'))))
afterEach(() => rm(dir, { recursive: true }))

test.each<[string, readonly string[]]>([
	['us', []],
	['programs', ['env']],
])('an image has room for its files, one of two names once, measured by %s', async (_, asRoot) => {
	const tree = await mkdtemp(join(dir, 'tree-'))
	await writeFile(join(tree, 'a'), Buffer.alloc(3 * 2 ** 20, 'a'))
	await link(join(tree, 'a'), join(tree, 'b'))
	const image = join(dir, 'image')
	await ext4Image(tree, image, { label: 'x', asRoot })
	// 3 MiB and the directory, which is rounded up; 4 to spare, and what ext4 itself needs.
	expect((await stat(image)).size).toBe(9 * 2 ** 20)
})
