import { appendFileSync } from 'node:fs'
import { appendFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { followFile } from './follow.ts'

let dir: string
let path: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'follow-test-'))
	path = join(dir, 'log')
})
afterEach(() => rm(dir, { recursive: true }))

function follow(missing: 'make' | 'wait', { every = 5 } = {}) {
	const over = new AbortController()
	const pieces: string[] = []
	const onBytes = (bytes: Buffer) => void pieces.push(bytes.toString())
	const ended = followFile(path, { signal: over.signal, every, missing, onBytes })
	return { pieces, text: () => pieces.join(''), end: () => (over.abort(), ended), ended }
}

test('what is there, what comes, and what came between the last look and the end is read once', async () => {
	await writeFile(path, 'early ')
	const log = follow('wait')
	await expect.poll(log.text).toBe('early ')
	await appendFile(path, 'late ')
	await expect.poll(log.text).toBe('early late ')
	await appendFile(path, 'last')
	await log.end()
	expect(log.text()).toBe('early late last')
})

test('an abort ends a pause, however long', async () => {
	await writeFile(path, 'early')
	const log = follow('wait', { every: 60_000 })
	await expect.poll(log.text).toBe('early')
	await appendFile(path, ', late')
	await log.end()
	expect(log.text()).toBe('early, late')
})

test('what comes with the abort, right after a look, is read by one more', async () => {
	await writeFile(path, 'early')
	const over = new AbortController()
	let asked = 0
	// The first time it is asked before the look.
	const aborted = () => {
		if (++asked === 2) {
			appendFileSync(path, ', last')
			over.abort()
		}
		return asked >= 2
	}
	Object.defineProperty(over.signal, 'aborted', { get: aborted })
	let text = ''
	const onBytes = (bytes: Buffer) => void (text += bytes.toString())
	await followFile(path, { signal: over.signal, every: 5, missing: 'wait', onBytes })
	expect(text).toBe('early, last')
})

test('a missing file is made', async () => {
	const log = follow('make')
	await expect.poll(() => readdir(dir)).toEqual(['log'])
	await appendFile(path, 'here')
	await log.end()
	expect(log.text()).toBe('here')
})

test('a missing file is waited for, and may never come', async () => {
	const log = follow('wait')
	await new Promise((resolve) => setTimeout(resolve, 20))
	expect(await readdir(dir)).toEqual([])
	await writeFile(path, 'here')
	await expect.poll(log.text).toBe('here')
	await log.end()
	await rm(path)
	const none = follow('wait')
	await none.end()
	expect(none.text()).toBe('')
})

test('more than one buffer is read in one look, in order, and each piece waits for what is done with the last', async () => {
	const whole = Buffer.alloc(200_000, 'rootless ')
	await writeFile(path, whole)
	const over = new AbortController()
	over.abort()
	const copied: Buffer[] = []
	const onBytes = async (bytes: Buffer) => {
		await new Promise((resolve) => setTimeout(resolve, 2))
		copied.push(Buffer.from(bytes))
	}
	await followFile(path, { signal: over.signal, every: 5, missing: 'wait', onBytes })
	expect(Buffer.concat(copied).equals(whole)).toBe(true)
	expect(copied.length).toBeGreaterThan(1)
})

test('a file that cannot be made is an error, and so is what is done with its bytes', async () => {
	await expect(
		followFile(join(path, 'below'), {
			signal: new AbortController().signal,
			every: 5,
			missing: 'make',
			onBytes: () => undefined,
		}),
	).rejects.toMatchObject({ code: 'ENOENT' })
	await writeFile(path, 'text')
	const onBytes = () => Promise.reject(new Error('disk full'))
	const signal = new AbortController().signal
	await expect(followFile(path, { signal, every: 5, missing: 'wait', onBytes })).rejects.toThrow('disk full')
})
