import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepEvidence } from './keep-evidence.ts'

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-evidence-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

it('puts each attempt’s files into a directory of its own', async () => {
	await writeFile(join(dir, 'console.log'), 'first')
	await mkdir(join(dir, 'dns.udp'))
	await keepEvidence(dir, 1)
	await writeFile(join(dir, 'console.log'), 'second')
	await keepEvidence(dir, 2)
	expect((await readdir(dir)).sort()).toEqual(['attempt-1', 'attempt-2'])
	expect((await readdir(join(dir, 'attempt-1'))).sort()).toEqual(['console.log', 'dns.udp'])
	expect(await readFile(join(dir, 'attempt-2/console.log'), 'utf8')).toBe('second')
})

it('a move that was cut off by a kill is finished, and one that was done is not done again', async () => {
	await mkdir(join(dir, 'attempt-1'))
	await writeFile(join(dir, 'attempt-1/console.log'), 'first')
	await writeFile(join(dir, 'error.txt'), 'first as well')
	await keepEvidence(dir, 1)
	await keepEvidence(dir, 1)
	expect(await readdir(dir)).toEqual(['attempt-1'])
	expect((await readdir(join(dir, 'attempt-1'))).sort()).toEqual(['console.log', 'error.txt'])
})
