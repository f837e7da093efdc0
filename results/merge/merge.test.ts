import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, runEnded, runStarted, stamped } from '../fold/example-run.ts'
import { foldEvents } from '../fold/index.ts'
import type { PlannedCell, RunEvent } from '../schema/index.ts'
import { mergeRuns, writeMerged } from './index.ts'

const [a, b, c] = ['a', 'b', 'c'].map((id) => exampleCell(id.repeat(12), `cell-${id}`)) as [
	PlannedCell,
	PlannedCell,
	PlannedCell,
]
const ran = ({ id }: PlannedCell, outcome: 'pass' | 'fail' = 'pass') =>
	cellRun(id, checked(id, 'dns.udp', { outcome }))
const shard = (name: string, events: readonly RunEvent[]) => ({ name, events })
const first = shard('one', stamped([runStarted(a, b), ...ran(a), ...ran(b, 'fail'), runEnded]))
const second = shard('two', stamped([runStarted(c), ...ran(c), runEnded]))

describe('shards of one plan', () => {
	it('become one run with every cell, and its verdicts', () => {
		const merged = mergeRuns([first, second], 'merged')
		const { run, cells } = foldEvents(merged.events)
		expect(run).toMatchObject({ id: 'merged', state: 'completed' })
		expect(cells.map(({ slug, verdict }) => [slug, verdict])).toEqual([
			['cell-a', 'pass'],
			['cell-b', 'fail'],
			['cell-c', 'pass'],
		])
		expect(merged.missing).toEqual([])
	})

	it('say which cells no shard brought to an end', () => {
		const half = shard('half', stamped([runStarted(b, c), ...ran(b), runEnded]))
		expect(
			mergeRuns([half, shard('one', stamped([runStarted(a), ...ran(a), runEnded]))], 'm').missing,
		).toEqual([c])
	})

	it('without an end, or interrupted, make a run that is not complete', () => {
		const cut = shard('two', second.events.slice(0, -1))
		expect(foldEvents(mergeRuns([first, cut], 'm').events).run.state).toBe('running')
		const stopped = shard(
			'two',
			stamped([runStarted(c), ...ran(c), { type: 'run.ended', state: 'interrupted' }]),
		)
		expect(foldEvents(mergeRuns([stopped, first], 'm').events).run.state).toBe('interrupted')
	})
})

describe('what is refused', () => {
	it('shards of different plans, each named', () => {
		const other = shard(
			'other',
			stamped([{ ...runStarted(c), matrixHash: 'beef' } as RunEvent, ...ran(c), runEnded]),
		)
		expect(() => mergeRuns([first, other], 'm')).toThrow('one ran quick (c0ffee), other ran quick (beef)')
	})

	it('two shards that ran one cell: one of them could have failed', () => {
		const again = shard('again', stamped([runStarted(b), ...ran(b), runEnded]))
		expect(() => mergeRuns([first, again], 'm')).toThrow(`${b.id} (one, again)`)
	})

	it('nothing at all', () => {
		expect(() => mergeRuns([], 'm')).toThrow('nothing to merge')
	})
})

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
		await expect(writeMerged(mergeRuns([first, second], 'merged'), { into, shards })).rejects.toThrow(
			'there already',
		)
	} finally {
		await rm(root, { recursive: true })
	}
})

const foldable = ({ events }: { events: readonly RunEvent[] }): number =>
	events.filter((event) => 'cell' in event).length
