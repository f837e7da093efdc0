import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { bootCode, installCode } from '#harness/sources'
import { Cache } from '#images'
import type { VmDriver } from '#vm'
import { fakeVmDriver } from '#vm/fake'
import { diskTrouble, KIND, makeRoom } from './room.ts'

const GIB = 2 ** 30
const { signal } = new AbortController()

let root: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'rm-room-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** Some 100 kB that were used so many hours ago, by an earlier run. */
async function keep(name: string, hoursAgo: number, of: Record<string, string> = {}): Promise<void> {
	const path = await new Cache(root).entry({
		kind: KIND,
		inputs: { subject: { name }, of },
		build: (into) => writeFile(join(into, 'memory'), Buffer.alloc(100_000, name)),
	})
	const time = new Date(Date.now() - hoursAgo * 60 * 60_000)
	await utimes(join(path, 'inputs.json'), time, time)
}

/** A driver whose snapshots take so many bytes each. */
function driverOf(bytes: number): VmDriver {
	const driver = fakeVmDriver()
	if (!driver.snapshots) throw new Error('The fake driver takes snapshots.')
	return { ...driver, snapshots: { ...driver.snapshots, bytes } }
}
const given = (maxBytes: number, bytes = GIB) => ({
	snapshots: { cache: new Cache(root), maxBytes },
	place: { driver: driverOf(bytes) },
})
const room = (maxBytes: number) => makeRoom({ ...given(maxBytes), signal })
const count = async () => (await readdir(join(root, KIND))).length

it('removes what was not used for longest, as far as there is need', async () => {
	await keep('a', 200)
	await keep('b', 100)
	await keep('c', 50)
	expect(await room(2 * GIB)).toBeUndefined()
	expect(await count()).toBe(3)
	expect(await room(GIB + 150_000)).toBeUndefined()
	expect(await count()).toBe(1)
})

it('rather keeps no more than lose what was used in the last two days, and says so', async () => {
	await keep('a', 47)
	await keep('b', 50)
	expect(await room(GIB)).toBe('the snapshots of the last two days take 0 GiB of 1 GiB (--snapshot-space)')
	expect(await count()).toBe(1)
})

it('lets go first what another harness took, though not of the last hour', async () => {
	const other = { 'boot code': 'of last week' }
	await keep('a', 47)
	await keep('b', 3, other)
	await keep('c', 2, { 'install code': await installCode(), 'boot code': await bootCode() })
	await keep('d', 0.5, other)
	expect(await room(GIB + 350_000)).toBeUndefined()
	expect(await count()).toBe(3)
	expect(await room(GIB)).toMatch(/^the snapshots of the last two days take/)
	expect(await count()).toBe(3)
})

it('asks of the disk what the driver’s snapshots take: no host has room for the largest, and each for the smallest', async () => {
	expect(await diskTrouble(given(Infinity, 2 ** 60))).toMatch(
		/^the cache's disk has \d+(\.\d)? GiB left, and snapshots need 6442450944 GiB$/,
	)
	expect(await diskTrouble(given(Infinity, 1))).toBeUndefined()
})
