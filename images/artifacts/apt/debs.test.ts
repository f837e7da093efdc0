import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Debs } from './debs.ts'
import { sha256OfFile } from '../sum.ts'

let dir: string
let debs: () => Debs
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'debs-test-'))
	await mkdir(join(dir, 'debs'))
	await mkdir(join(dir, 'arrived'))
	debs = () => new Debs(join(dir, 'debs'), dir)
})
afterEach(() => rm(dir, { recursive: true }))

const item = { name: 'tini', version: '1:0.19.0-3', suite: 'trixie' }
const nobody = () => Promise.resolve(undefined)

async function arrive(text: string): Promise<string> {
	const path = join(dir, 'arrived', debs().path(item).split('/').at(-1) ?? '')
	await writeFile(path, text)
	const sum = await sha256OfFile(path)
	await debs().takeFrom(join(dir, 'arrived'))
	return sum
}

test('names a package as apt does, with its epoch', () => {
	expect(debs().path(item)).toContain('/tini_1%3a0.19.0-3_')
})

test('knows a package by the sum it came with', async () => {
	const sum = await arrive('whole')
	expect(await debs().sumOf(item, nobody)).toBe(sum)
})

test('quarantines a damaged package, so that it is fetched again', async () => {
	await arrive('whole')
	await writeFile(debs().path(item), 'who')
	expect(await debs().sumOf(item, nobody)).toBeUndefined()
	expect(await readdir(join(dir, 'debs'))).toEqual([])
	expect(await readdir(join(dir, 'quarantine'))).toHaveLength(2)
})

test('measures a package without a sum by Debian’s lists', async () => {
	await writeFile(debs().path(item), 'whole')
	const sum = await sha256OfFile(debs().path(item))
	expect(await debs().sumOf(item, () => Promise.resolve(sum))).toBe(sum)
	expect(await readFile(`${debs().path(item)}.sha256`, 'utf8')).toBe(sum)
	await rm(`${debs().path(item)}.sha256`)
	expect(await debs().sumOf(item, () => Promise.resolve('another'))).toBeUndefined()
})
