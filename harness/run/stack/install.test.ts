import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { exampleCell } from '#results/testing'
import { fakeVmDriver } from '#vm/fake'
import { readCell } from '#harness/matrix'
import { installDocker } from './install.ts'
import type { VmSpec } from '#vm'

let root: string
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'rm-install-'))))
afterEach(() => rm(root, { recursive: true, force: true }))

const cell = readCell(exampleCell('1'.repeat(12), 'one'))

/** What a guest does whose tool gives up on a daemon that takes its time, and whose unit says what `states` do. */
async function install(states: readonly string[], answersAfter: number, deadline = 20_000) {
	const said: string[] = []
	const left = [...states]
	let asked = 0
	const driver = fakeVmDriver({
		answer(command) {
			if (command.includes('install-docker')) {
				said.push('install')
				const isUp = asked > answersAfter
				return isUp ? { code: 0 } : { code: 1, stderr: 'Cannot connect to the Docker daemon at unix:///x.' }
			}
			if (command.includes('is-active')) return { stdout: `${left.length > 1 ? left.shift() : left[0]}\n` }
			if (/docker'? '?version/.test(command)) {
				said.push('version')
				return { code: ++asked > answersAfter ? 0 : 1 }
			}
			if (command.includes('stop-daemon')) said.push('stop')
			if (command.includes('/journal')) return { stdout: 'dockerd: it is how it is\n' }
			return { code: 0 }
		},
	})
	const spec: VmSpec = {
		name: 'a cell',
		host: { driver: 'fake', program: 'fake', driverVersion: '1', accelerator: 'tcg', arch: 'x86_64' },
		memoryMiB: 256,
		cpus: 1,
		vmlinuz: '',
		initrd: '',
		root: { path: '', format: 'raw' },
		evidenceDir: join(root, 'evidence'),
	}
	const { signal } = new AbortController()
	await using vm = await driver.start(spec, { signal })
	const asks = { every: 20, deadline }
	const { daemon } = await installDocker({ guest: vm.guest, cell, parts: [], signal, deadline: 20_000, asks })
	return { state: daemon.state, said }
}

it('waits for a daemon whose unit is up before it answers, and has the tool finish', async () => {
	expect(await install(['active'], 1)).toEqual({
		state: 'active',
		said: ['install', 'version', 'version', 'install'],
	})
})

it('knows one that has ended meanwhile', async () => {
	expect(await install(['active', 'failed'], 9)).toEqual({
		state: 'failed',
		said: ['install', 'version', 'install', 'stop'],
	})
})

it('calls one that never answers the machine’s trouble, and no verdict', async () => {
	await expect(install(['active'], Infinity, 300)).rejects.toMatchObject({
		code: 'timeout',
		message: expect.stringContaining('the daemon’s answer') as string,
	})
})
