import { recorded } from '#harness/matrix'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRun, type Results } from '#results'
import { runStarted } from '#results/testing'
import { threeCells } from './testing/index.ts'
import { rescueResults } from './record-run.ts'

let runsDir: string
beforeEach(async () => {
	runsDir = await mkdtemp(join(tmpdir(), 'rm-record-'))
})
afterEach(() => rm(runsDir, { recursive: true, force: true }))

it('an interrupted run whose VMs do not go has its results all the same', async () => {
	await using store = await createRun({ runsDir, matrix: 'fake' })
	store.emit(runStarted(...threeCells.map(recorded)))
	const abort = new AbortController()
	using _rescue = rescueResults(store, abort.signal, 10)
	const read = () => readFile(join(store.dir, 'results.json'), 'utf8').catch(() => undefined)
	abort.abort()
	await expect.poll(read).toBeDefined()
	expect((JSON.parse((await read()) ?? '') as Results).cells).toHaveLength(3)
})

it('one that ends in time is left to its own end', async () => {
	await using store = await createRun({ runsDir, matrix: 'fake' })
	store.emit(runStarted(...threeCells.map(recorded)))
	const abort = new AbortController()
	const rescue = rescueResults(store, abort.signal, 10)
	abort.abort()
	rescue[Symbol.dispose]()
	await new Promise((resolve) => setTimeout(resolve, 50))
	await expect(readFile(join(store.dir, 'results.json'))).rejects.toThrow('ENOENT')
})
