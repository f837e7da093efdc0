import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { builtHash } from './built.ts'

let directory: string
let dist: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-built-'))
	dist = join(directory, 'node_modules/rootless-matrix/dist')
	await mkdir(dist, { recursive: true })
	await install('zod', '4.6.7')
	const hashes = { sources: 'a1', bootCode: 'b1', installCode: 'c1', builders: { parts: 'd1' } }
	await writeFile(join(dist, 'built.json'), JSON.stringify({ ...hashes, packages: { zod: '4.6.7' } }))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

async function install(name: string, version: string, under = directory): Promise<void> {
	await mkdir(join(under, 'node_modules', name), { recursive: true })
	await writeFile(join(under, 'node_modules', name, 'package.json'), JSON.stringify({ version }))
}

it('says what the clone said, with the packages that the clone had', async () => {
	expect(await builtHash(dist, ({ sources }) => sources)).toBe('a1')
	expect(await builtHash(dist, ({ installCode }) => installCode)).toBe('c1')
	expect(await builtHash(dist, ({ builders }) => builders.parts)).toBe('d1')
	expect(await builtHash(dist, ({ builders }) => builders.newer)).toBeUndefined()
})

it('is another with another version of a package, wherever it is installed, and without it', async () => {
	await install('zod', '4.7.0', join(directory, 'node_modules/rootless-matrix'))
	const other = await builtHash(dist, ({ sources }) => sources)
	expect(other).toMatch(/^[0-9a-f]{16}$/)
	await rm(join(directory, 'node_modules/rootless-matrix/node_modules'), { recursive: true })
	await rm(join(directory, 'node_modules/zod'), { recursive: true })
	expect([other, 'a1']).not.toContain(await builtHash(dist, ({ sources }) => sources))
})

it('says nothing in a clone', async () => {
	expect(await builtHash(directory, ({ sources }) => sources)).toBeUndefined()
})
