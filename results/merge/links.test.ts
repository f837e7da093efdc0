import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, runEnded, runStarted, stamped } from '../testing/index.ts'
import { mergeRuns, writeMerged } from './index.ts'

let root: string
beforeEach(async () => {
	root = await mkdtemp(join(tmpdir(), 'merge-'))
})
afterEach(() => rm(root, { recursive: true }))

const cells = [exampleCell('a'.repeat(12), 'cell-a'), exampleCell('b'.repeat(12), 'secrets')] as const
const shards = cells.map((cell) => ({
	name: cell.slug,
	events: stamped([runStarted(cell), ...cellRun(cell.id, checked(cell.id, 'dns.udp')), runEnded]),
}))

it.each(['cells', 'cells/secrets'])(
	'a shard’s %s that is a link brings nothing of this machine',
	async (link) => {
		await mkdir(join(root, 'machine/secrets'), { recursive: true })
		await writeFile(join(root, 'machine/secrets/key'), 'private')
		await mkdir(join(root, 'shard', link, '..'), { recursive: true })
		await symlink(join(root, link.replace('cells', 'machine')), join(root, 'shard', link))
		const into = join(root, 'merged')
		await writeMerged(mergeRuns(shards, 'merged'), {
			into,
			shards: new Map([['secrets', join(root, 'shard')]]),
		})
		expect(existsSync(join(into, 'cells/secrets/key'))).toBe(false)
	},
)
