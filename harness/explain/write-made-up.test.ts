import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

// Each starts a process, which a busy machine does late.
vi.setConfig({ testTimeout: 120_000 })

const clone = join(import.meta.dirname, '../..')
const script = [
	'--import',
	join(clone, 'vm/host/typescript/register.js'),
	join(clone, 'harness/explain/testing/write-made-up.ts'),
]

let dir = ''
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-made-up-'))))
afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }))

it.each([[['--help']], [['-h']], [[]], [['a', 'b']]])('makes no directory of %j', async (words) => {
	const { status, stderr } = spawnSync(process.execPath, [...script, ...words], {
		cwd: dir,
		encoding: 'utf8',
	})
	expect([status, stderr]).toEqual([2, expect.stringContaining('npm run made-up -- INTO')])
	expect(await readdir(dir)).toEqual([])
})

it('says each run that it makes', async () => {
	const child = spawn(process.execPath, [...script, 'runs'], {
		cwd: dir,
		stdio: ['ignore', 'ignore', 'pipe'],
	})
	const ended = once(child, 'close')
	let text = ''
	child.stderr.setEncoding('utf8').on('data', (part: string) => (text += part))
	try {
		await expect.poll(() => text, { timeout: 100_000 }).toContain('1 of 7: runs/quick\n')
	} finally {
		child.kill('SIGKILL')
		await ended
	}
})
