import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holdMutex } from './mutex.ts'
import { runWithFewFiles } from './testing/index.ts'

let directory: string
let path: string
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
	path = join(directory, 'locks', 'one')
})
afterEach(() => rm(directory, { recursive: true, force: true }))

test('one holds it; a second is refused without waiting, and gets it when the first has let go', async () => {
	const order: string[] = []
	const first = await holdMutex(path)
	await expect(holdMutex(path, { wait: false })).rejects.toThrow(
		`Could not lock ${path}: flock ended before it had the lock.`,
	)
	const waiting = holdMutex(path).then((second) => {
		order.push('second has it')
		return second
	})
	await sleep(50)
	order.push('first lets go')
	await first[Symbol.asyncDispose]()
	await using _second = await waiting
	expect(order).toEqual(['first lets go', 'second has it'])
})

test('who is stopped while waiting is out of the queue', async () => {
	const first = await holdMutex(path)
	const abort = new AbortController()
	const waiting = holdMutex(path, { signal: abort.signal })
	abort.abort()
	await expect(waiting).rejects.toThrow(`Stopped while waiting for the lock ${path}.`)
	await first[Symbol.asyncDispose]()
	await using _third = await holdMutex(path, { wait: false })
})

test('where no file can be opened, it says so', () => {
	const script = join(import.meta.dirname, 'mutex-without-files.fixture.ts')
	expect(runWithFewFiles(script, path)).toBe(`HostError: Could not lock ${path}: flock could not be started.`)
})
