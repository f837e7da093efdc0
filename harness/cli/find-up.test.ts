import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { findOwn, findUp } from './find-up.ts'

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

it('does not give back for running what others may write', async () => {
	const [folder, file] = [join(root, 'a'), join(root, 'a/x')]
	await writeFile(file, '')
	expect(findOwn(['x'], folder, {})).toEqual({ path: file })
	await chmod(file, 0o666)
	expect(findOwn(['x'], folder, {})).toEqual({ passedOver: file })
	if (process.geteuid?.() !== 0) return
	await chmod(file, 0o644)
	for (const place of [folder, file]) {
		await chown(place, 1234, 0)
		expect(findOwn(['x'], folder, {})).toEqual({ passedOver: file })
		// Whoever calls sudo in a place of their own trusts it.
		expect(findOwn(['x'], folder, { SUDO_UID: '1234' })).toEqual({ path: file })
		await chown(place, 0, 0)
	}
	await chown(folder, 0, 1234)
	await chmod(folder, 0o775)
	expect(findOwn(['x'], folder, {})).toEqual({ passedOver: file })
	expect(findOwn(['x'], folder, { SUDO_GID: '1234' })).toEqual({ path: file })
})
