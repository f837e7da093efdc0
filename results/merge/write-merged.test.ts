import { execFileSync } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cellRun, checked, exampleCell, runEnded, runStarted, stamped } from '../testing/index.ts'
import { results as resultsSchema, type PlannedCell, type RunEvent } from '../schema/index.ts'
import { parseEvents } from '../store/index.ts'
import { mergeRuns, writeMerged } from './index.ts'

const [a, c] = [exampleCell('a'.repeat(12), 'cell-a'), exampleCell('c'.repeat(12), 'cell-c')]
const ran = ({ id }: PlannedCell) => cellRun(id, checked(id, 'dns.udp'))
const shard = (name: string, events: readonly RunEvent[]) => ({ name, events })
const first = shard('one', stamped([runStarted(a), ...ran(a), runEnded]))
const second = shard('two', stamped([runStarted(c), ...ran(c), runEnded]))

it('keeps the evidence of each shard, and overwrites nothing', async () => {
	const root = await mkdtemp(join(tmpdir(), 'merge-'))
	try {
		await mkdir(join(root, 'two/cells/cell-c'), { recursive: true })
		await writeFile(join(root, 'two/cells/cell-c/console.log'), 'booted')
		const shards = new Map([
			['one', join(root, 'one')],
			['two', join(root, 'two')],
		])
		const into = join(root, 'merged')
		await writeMerged(mergeRuns([first, second], 'merged'), { into, shards })
		expect(await readFile(join(into, 'cells/cell-c/console.log'), 'utf8')).toBe('booted')
		expect((await readFile(join(into, 'events.ndjson'), 'utf8')).trim().split('\n')).toHaveLength(
			foldable(first) + foldable(second) + 2,
		)
		const results: unknown = JSON.parse(await readFile(join(into, 'results.json'), 'utf8'))
		expect(resultsSchema.parse(results)).toEqual(results)
		await expect(writeMerged(mergeRuns([first, second], 'merged'), { into, shards })).rejects.toThrow(
			'there already',
		)
	} finally {
		await rm(root, { recursive: true })
	}
})

it.each(['../../x', '/etc', 'a/b', '..', '.hidden', 'a\x1b[31m', ''])(
	'refuses a shard whose cell would be a path or a terminal’s command: %j',
	async (slug) => {
		const root = await mkdtemp(join(tmpdir(), 'merge-'))
		try {
			const evil = stamped([runStarted({ ...c, slug }), ...ran(c), runEnded])
			const text = evil.map((event) => `${JSON.stringify(event)}\n`).join('')
			expect(() => parseEvents(text)).toThrow('is damaged')
			const [into, shards] = [join(root, 'a/merged'), new Map([['two', join(root, 'two')]])]
			await mkdir(join(root, 'a'))
			await mkdir(join(root, 'two'))
			await expect(
				writeMerged(mergeRuns([first, shard('two', evil)], 'merged'), { into, shards }),
			).rejects.toThrow("a shard's record is not valid")
			expect((await readdir(root, { recursive: true })).sort()).toEqual(['a', 'two'])
		} finally {
			await rm(root, { recursive: true })
		}
	},
)

it('leaves out what is no file among the evidence: a pipe would block it', async () => {
	const root = await mkdtemp(join(tmpdir(), 'merge-'))
	try {
		const cell = join(root, 'two/cells/cell-c')
		await mkdir(cell, { recursive: true })
		execFileSync('mkfifo', [join(cell, 'pipe')])
		await writeFile(join(cell, 'console.log'), 'booted')
		const into = join(root, 'merged')
		const shards = new Map([['two', join(root, 'two')]])
		await writeMerged(mergeRuns([first, second], 'merged'), { into, shards })
		expect(await readdir(join(into, 'cells/cell-c'))).toEqual(['console.log'])
	} finally {
		await rm(root, { recursive: true })
	}
})

const foldable = ({ events }: { events: readonly RunEvent[] }): number =>
	events.filter((event) => 'cell' in event).length

it('takes away what makes a program run as its owner: a shard’s file becomes that of whoever merges', async () => {
	const root = await mkdtemp(join(tmpdir(), 'merge-'))
	try {
		const evidence = join(root, 'two/cells/cell-c')
		await mkdir(join(evidence, 'dns.udp'), { recursive: true })
		await writeFile(join(evidence, 'dns.udp/id'), 'program')
		await chmod(join(evidence, 'dns.udp/id'), 0o6777)
		await chmod(join(evidence, 'dns.udp'), 0o2777)
		await chmod(evidence, 0o2777)
		const shards = new Map([
			['one', join(root, 'one')],
			['two', join(root, 'two')],
		])
		const into = join(root, 'merged')
		await writeMerged(mergeRuns([first, second], 'merged'), { into, shards })
		const modes = ['.', 'dns.udp', 'dns.udp/id'].map(async (path) =>
			((await stat(join(into, 'cells/cell-c', path))).mode & 0o7777).toString(8),
		)
		expect(await Promise.all(modes)).toEqual(['755', '755', '644'])
	} finally {
		await rm(root, { recursive: true })
	}
})
