import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SnapshotError } from '#vm'
import { readInstalled } from './installed.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-test-'))))
afterEach(() => rm(dir, { recursive: true }))

it('reads what a snapshot has installed', async () => {
	const installed = {
		daemon: { state: 'refused', journal: 'why' },
		programs: [{ name: 'dockerd', running: false, path: '/p', version: '27.5.1' }],
		setup: 'done',
	}
	await writeFile(join(dir, 'installed.json'), JSON.stringify(installed))
	expect(await readInstalled(dir)).toEqual(installed)
})

it.each(['', '{"daemon": ', '{}', '{"daemon":{"state":"up"},"programs":[],"setup":""}', '[]', 'null'])(
	'calls a snapshot with %j in its place damaged',
	async (text) => {
		await writeFile(join(dir, 'installed.json'), text)
		await expect(readInstalled(dir)).rejects.toThrow(SnapshotError)
	},
)
