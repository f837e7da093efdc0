import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findUp } from './find-up.ts'

let root: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-find-up-'))
	await mkdir(join(root, 'a/b/c'), { recursive: true })
})
afterEach(() => rm(root, { recursive: true, force: true }))

it('finds the nearest file, in the order of the names', async () => {
	await writeFile(join(root, 'x.mjs'), '')
	await writeFile(join(root, 'a/x.mjs'), '')
	await writeFile(join(root, 'a/x.ts'), '')
	expect(findUp(['x.ts', 'x.mjs'], join(root, 'a/b/c'))).toBe(join(root, 'a/x.ts'))
	expect(findUp(['x.ts', 'x.mjs'], root)).toBe(join(root, 'x.mjs'))
	expect(findUp(['y'], join(root, 'a/b'))).toBeUndefined()
})

it('does not look into a directory where everybody may write, nor above it', async () => {
	await writeFile(join(root, 'x'), '')
	await writeFile(join(root, 'a/x'), '')
	await chmod(join(root, 'a'), 0o1777)
	expect(findUp(['x'], join(root, 'a/b/c'))).toBeUndefined()
})
