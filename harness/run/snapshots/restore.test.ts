import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Cache } from '#images'
import { readCell } from '#harness/matrix'
import { exampleCell } from '#results/testing'
import { fakeVmDriver, type VmFault } from '#vm/fake'
import type { SnapshotCell } from '../start/starting-cell.ts'
import { restored } from './restore.ts'

let root: string
let dir: string
let notes: string[]
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-restore-'))
	dir = join(root, 'snapshots', 'one')
	notes = []
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** Leaves a snapshot in the directory, as whoever makes one does. */
async function take(): Promise<void> {
	await mkdir(dir, { recursive: true })
	await writeFile(join(dir, 'inputs.json'), '{}')
	await writeFile(
		join(dir, 'installed.json'),
		JSON.stringify({ daemon: { state: 'active' }, programs: [], setup: '' }),
	)
	await writeFile(join(dir, 'memory'), 'memory')
}

/** Restores it with VMs that fail one after the other as listed. `found` is what is wrong with its memory. */
async function restoring(faults: readonly (VmFault | undefined)[], found?: string) {
	await take()
	const driver = fakeVmDriver({ fault: (_spec, start) => faults[start] })
	const evidenceDir = join(root, 'evidence')
	await mkdir(evidenceDir, { recursive: true })
	let finds = 0
	const of = {
		cell: readCell(exampleCell('0123456789ab', 'a-cell')),
		artifacts: {
			kernel: { release: '6.12', vmlinuz: '', initrd: '', modulesImage: '', origins: [] },
			base: { path: '', key: '' },
			parts: [],
			probe: { path: '', name: '' },
		},
		place: { driver, host: await driver.probe({} as never), cpus: 1, evidenceDir, scratchDir: root },
		runDir: root,
		signal: new AbortController().signal,
		fixtures: [],
		phase: (_name: string, work: () => Promise<unknown>) => work(),
		log: (message: string) => notes.push(message),
		snapshots: { cache: new Cache(root), maxBytes: Infinity, notBefore: new Date(0) },
	} as unknown as SnapshotCell
	const find = async () => {
		if (finds++ > 0) await take()
		const origin = { key: 'one', takenAt: '2026-11-26T00:00:00.000Z' }
		return { dir, origin, damage: async () => (finds === 1 ? found : undefined) }
	}
	const ready = restored(of, find)
	return { ready, driver, finds: () => finds }
}

it('restores a snapshot that is whole', async () => {
	const { ready, finds } = await restoring([])
	const { vm } = await ready
	await vm.stop()
	expect([finds(), notes]).toEqual([1, []])
})

it.each<[string, VmFault]>([
	['too slow', { kind: 'hangs', deadline: 300 }],
	['full', { kind: 'disk-full' }],
])('leaves a good snapshot where it is when the host is %s', async (_what, fault) => {
	const { ready, driver, finds } = await restoring([fault])
	await expect(ready).rejects.toMatchObject({ code: fault.kind === 'hangs' ? 'timeout' : 'host' })
	expect(existsSync(join(dir, 'memory'))).toBe(true)
	expect([finds(), notes, driver.running]).toEqual([1, [], 0])
})

it('puts a snapshot in quarantine that does not restore, and takes it once more', async () => {
	const { ready, finds } = await restoring([{ kind: 'restore-fails' }])
	await (await ready).vm.stop()
	expect(finds()).toBe(2)
	expect(notes).toHaveLength(1)
	expect(notes[0]).toMatch(/did not restore/)
})

it('stops the VM of a snapshot whose memory is damaged, and takes the snapshot once more', async () => {
	const { ready, driver, finds } = await restoring([], 'its memory was changed')
	const { vm } = await ready
	expect([finds(), driver.running]).toEqual([2, 1])
	expect(notes[0]).toMatch(/its memory was changed/)
	await vm.stop()
})

it('calls a second failure the host’s', async () => {
	const { ready, driver } = await restoring([{ kind: 'restore-fails' }, { kind: 'restore-fails' }])
	await expect(ready).rejects.toMatchObject({ code: 'boot' })
	expect(driver.running).toBe(0)
})
