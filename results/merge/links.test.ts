import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
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
		const { leftOut } = await writeMerged(mergeRuns(shards, 'merged'), {
			into,
			shards: new Map([['secrets', join(root, 'shard')]]),
		})
		expect(existsSync(join(into, 'cells/secrets/key'))).toBe(false)
		expect(leftOut).toEqual([`${link} of ${join(root, 'shard')} is a link`])
	},
)

it('nor does a link within a cell’s evidence, which is left out by name beside what is a file', async () => {
	const cell = join(root, 'shard/cells/secrets')
	await mkdir(join(cell, 'attempt-2'), { recursive: true })
	await writeFile(join(cell, 'attempt-2/console.log'), 'booted')
	await writeFile(join(root, 'key'), 'private')
	await symlink(join(root, 'key'), join(cell, 'console.log'))
	await symlink('../../../../key', join(cell, 'attempt-2/serial.log'))
	await symlink(root, join(cell, 'all'))
	const into = join(root, 'merged')
	const { leftOut } = await writeMerged(mergeRuns(shards, 'merged'), {
		into,
		shards: new Map([['secrets', join(root, 'shard')]]),
	})
	const copied = await readdir(join(into, 'cells/secrets'), { recursive: true })
	expect(copied.sort()).toEqual(['attempt-2', 'attempt-2/console.log'])
	const of = `of ${join(root, 'shard')} is a link`
	expect([...leftOut].sort()).toEqual([
		`cells/secrets/all ${of}`,
		`cells/secrets/attempt-2/serial.log ${of}`,
		`cells/secrets/console.log ${of}`,
	])
})
