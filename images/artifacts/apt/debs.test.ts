import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Debs } from './debs.ts'
import { sha256OfFile } from '../sum.ts'

let dir: string
let debs: () => Debs
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'debs-test-'))
	await mkdir(join(dir, 'debs'))
	debs = () => new Debs(join(dir, 'debs'), dir, 'amd64')
})
afterEach(() => rm(dir, { recursive: true }))

const item = { name: 'tini', version: '1:0.19.0-3', suite: 'trixie' }
const nobody = () => Promise.resolve(undefined)

async function arrive(text: string): Promise<string> {
	let sum = ''
	await debs().receive(async (arriving) => {
		const path = join(arriving, basename(debs().path(item)))
		await writeFile(path, text)
		sum = await sha256OfFile(path)
	})
	return sum
}

test('what was not brought whole is not there, and nothing of it is left', async () => {
	const broken = debs().receive(async (arriving) => {
		await writeFile(join(arriving, basename(debs().path(item))), 'half')
		throw new Error('the connection broke')
	})
	await expect(broken).rejects.toThrow('the connection broke')
	expect(await readdir(dir)).toEqual(['debs'])
	expect(await debs().sumOf(item, nobody)).toBeUndefined()
})

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
