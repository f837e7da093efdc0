import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { fakeVmDriver } from '#vm/fake'
import { threeCells, fakeCellArtifacts, fakeSource, refusing } from '../testing/index.ts'
import { openOne } from './open-one.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-one-'))))
afterEach(() => rm(dir, { recursive: true }))

/** Brings up a cell in a fake VM; the first so many do not get their daemon up in time. */
async function openWith(slow: number) {
	const notes: string[] = []
	let started = 0
	const driver = fakeVmDriver({
		answer(command) {
			const late = started <= slow && command.includes('/journal')
			return late ? { stdout: 'timeout waiting for containerd to start\n' } : refusing(command)
		},
		fault: () => void started++,
	})
	const source = fakeSource(dir, await fakeCellArtifacts(join(dir, 'artifacts')))
	const opened = openOne({
		cell: threeCells[0]!,
		driver,
		openArtifacts: async () => source,
		snapshots: true,
		env: { ROOTLESS_MATRIX_CACHE: join(dir, 'cache') },
		evidenceDir: join(dir, 'evidence'),
		signal: new AbortController().signal,
		log: (message) => void notes.push(message),
	})
	return { driver, notes, opened }
}

test('a cell comes up for a person with its daemon as it is, and ends without a trace', async () => {
	const { driver, opened } = await openWith(0)
	const one = await opened
	expect(one.daemon).toMatchObject({ state: 'refused' })
	expect(one.path).toContain('/usr/bin')
	expect((await one.guest.exec(['true'])).code).toBe(0)
	// Booted, for no run has left a snapshot: taking one would cost more than it gives.
	expect(driver.started).toHaveLength(1)
	await one[Symbol.asyncDispose]()
	expect(driver.running).toBe(0)
})

test('a machine that was too slow gets another attempt, and then it is told', async () => {
	const once = await openWith(1)
	await using one = await once.opened
	expect(one.evidenceDir).toBe(join(dir, 'evidence/attempt-2'))
	expect(once.notes.join()).toMatch(/ran out of time, so there is another attempt/)
	const twice = await openWith(2)
	await expect(twice.opened).rejects.toMatchObject({ code: 'timeout' })
	expect(twice.driver.running).toBe(0)
})
