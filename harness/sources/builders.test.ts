import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Builder, builders } from './builders.ts'
import { importClosure } from './code.ts'
import { builderCode } from './own.ts'
import { hashSources } from './sources.ts'

const repository = join(import.meta.dirname, '../..')
const names = Object.keys(builders) as Builder[]

/** A copy, to change. */
let root: string
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-builders-'))
	for (const path of ['images', 'package.json', 'vm'])
		await cp(join(repository, path), join(root, path), { recursive: true })
})
afterAll(() => rm(root, { recursive: true, force: true }))

const hashes = async (of: string) =>
	Object.fromEntries(
		await Promise.all(
			names.map(async (name) => {
				const hash = await hashSources({ root: of, folders: builders[name], manifests: [] })
				return [name, hash] as const
			}),
		),
	)

it('knows where the code of every builder lies', async () => {
	for (const path of names.flatMap((name) => [...builders[name]]))
		await expect(stat(join(repository, path)), path).resolves.toBeDefined()
	const found = await hashes(repository)
	for (const name of names) expect(await builderCode(name)).toBe(found[name])
	expect(new Set(Object.values(found)).size).toBe(names.length)
})

it.each([
	['images/artifacts/unpack/unpacking.ts', ['busybox', 'kernels', 'parts']],
	['images/artifacts/stack/programs.ts', ['parts']],
	['vm/host/modes.ts', ['modules', 'parts']],
	['vm/kernel/initrd/probe-init', ['fileKernels', 'initrd']],
	['vm/kernel/modules.ts', ['fileKernels', 'initrd', 'modules']],
	// No builder's: with most changes of the harness, nothing is built anew.
	['package.json', []],
	['images/artifacts/stack/local.test.ts', []],
	['images/artifacts/download/response.ts', []],
])('a change of %s makes other entries of these: %s', async (path, wanted) => {
	const text = await readFile(join(root, path))
	const before = await hashes(root)
	await writeFile(join(root, path), 'changed')
	const after = await hashes(root)
	await writeFile(join(root, path), text)
	expect(names.filter((name) => before[name] !== after[name]).sort()).toEqual(wanted)
})

it.each([
	['initrd', 'vm/kernel/initrd.ts', 'vm/kernel/'],
	['modules', 'vm/kernel/modules-image.ts', 'vm/kernel/'],
	['parts', 'images/artifacts/unpack/unpack.ts', 'images/artifacts/unpack/'],
] as const)('%s belong to all that %s imports of %s', async (name, entry, folder) => {
	const needed = (await importClosure(repository, entry)).filter((path) => path.startsWith(folder))
	expect(needed).toContain(entry)
	const isListed = (path: string) => builders[name].some((one) => path === one || path.startsWith(`${one}/`))
	expect(needed.filter((path) => !isListed(path))).toEqual([])
})
