import { fileURLToPath } from 'node:url'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { exampleCell } from '#results/testing'
import { connectGuest } from '#vm'
import { keptVms, stopKeptVm } from '#vm/kept'
import { startKeeper } from './start-keeper.ts'

const program = fileURLToPath(new URL('keeper.fixture.ts', import.meta.url))

let dir: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-t-'))
	vi.stubEnv('TMPDIR', dir)
})
afterEach(async () => {
	for (const { pid } of await keptVms()) process.kill(pid, 'SIGKILL')
	vi.unstubAllEnvs()
	await rm(dir, { recursive: true, force: true })
})

const cell = exampleCell('1'.repeat(12), 'k6.12-loaded')
const request = (name: string) => ({ name, cell, driver: 'auto', artifacts: {}, snapshots: false }) as const

function start(name: string, env: NodeJS.ProcessEnv = {}, signal = new AbortController().signal) {
	const said: string[] = []
	const started = startKeeper(request(name), {
		signal,
		program,
		log: (message: string) => void said.push(message),
		env: { ...process.env, ...env },
	})
	return { said, started }
}

/** What is left in the temporary directory. */
const remains = async () => (await readdir(dir)).filter((name) => name.startsWith('rm-'))

test('a VM is kept by a process of its own, found by name, used, and stopped without a trace', async () => {
	const { started, said } = start('mine')
	const vm = await started
	expect(said).toContain('boot')
	expect(vm).toMatchObject({ name: 'mine', cell: cell.slug, daemon: 'active' })
	expect(vm.pid).not.toBe(process.pid)
	expect(await keptVms()).toEqual([vm])
	await using guest = await connectGuest(vm.ssh)
	expect((await guest.exec(['docker', 'ps'])).stdout).toContain('docker ps')
	await stopKeptVm('mine')
	expect(await keptVms()).toEqual([])
	await expect.poll(remains).toEqual([])
	await expect(stopKeptVm('mine')).rejects.toMatchObject({ code: 'host' })
})

test('a keeper whose guest is gone ends, and nothing is listed', async () => {
	const vm = await start('mine').started
	process.kill(vm.pid, 'SIGTERM')
	await expect.poll(keptVms).toEqual([])
	await expect.poll(remains).toEqual([])
})

test('a VM that is still coming up ends with whoever waits for it', async () => {
	const stop = new AbortController()
	const { started } = start('mine', { FAKE_VM: 'never' }, stop.signal)
	await expect.poll(async () => (await remains()).length).toBeGreaterThan(1)
	stop.abort()
	await expect(started).rejects.toMatchObject({ code: 'interrupted' })
	expect(await keptVms()).toEqual([])
})

test('a VM that nothing can start leaves nothing', async () => {
	await expect(start('mine', { FAKE_VM: 'refused' }).started).rejects.toMatchObject({ code: 'host' })
	expect(await remains()).toEqual([])
})

test('why a VM did not come up, and why a keeper did not, is told', async () => {
	await expect(start('mine', { FAKE_VM: 'boot-fails' }).started).rejects.toMatchObject({
		code: 'boot',
		message: expect.stringContaining('Kernel panic') as string,
	})
	await expect(start('mine', { FAKE_VM: 'crash' }).started).rejects.toMatchObject({
		code: 'host',
		output: expect.stringContaining('a keeper that cannot be loaded') as string,
	})
})
