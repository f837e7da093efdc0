import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exampleCell, runEnded, runStarted } from '../testing/index.ts'
import { readEvents, reopenRun } from './index.ts'
import { now, useRunsDir } from './runs-dir.fixture.ts'

const runs = useRunsDir()
const { create } = runs

describe('a run that is gone on with', () => {
	/** A run that was killed, with more of its log than it had written whole. */
	async function killed(tail: string): Promise<string> {
		await using run = await create()
		run.emit(runStarted(exampleCell('aaaaaaaaaaaa', 'k6.12-a')))
		await appendFile(join(run.dir, 'events.ndjson'), tail)
		await using _later = await create('later')
		return run.dir
	}

	it('knows what it had recorded, and records the rest behind it', async () => {
		const dir = await killed('')
		await using run = await reopenRun(dir, now)
		expect(run.events.map(({ type }) => type)).toEqual(['run.started'])
		run.emit(runEnded)
		const { events } = await readEvents(join(dir, 'events.ndjson'))
		expect(events.map(({ type }) => type)).toEqual(['run.started', 'run.ended'])
		expect(run.events).toEqual(events)
	})

	it('is what latest points at', async () => {
		await using run = await reopenRun(await killed(''), now)
		expect(await readlink(join(runs.path, 'latest'))).toBe(run.runId)
	})

	it('loses half a line, and keeps a whole one that only lacks its end', async () => {
		const note = JSON.stringify({ at: now().toISOString(), type: 'note', message: 'Größe', line: 2 })
		for (const [tail, types] of [
			[note.slice(0, -3), ['run.started', 'run.ended']],
			[note, ['run.started', 'note', 'run.ended']],
		] as const) {
			const dir = await killed(tail)
			await using run = await reopenRun(dir, now)
			run.emit(runEnded)
			const { events, truncated } = await readEvents(join(dir, 'events.ndjson'))
			expect(truncated).toBeUndefined()
			expect(events.map(({ type }) => type)).toEqual(types)
		}
	})

	it('loses half a report, whose writer was killed; evidence stays, whatever its name', async () => {
		const dir = await killed('')
		const half = join(dir, 'report/.index.html.9139-14252b8f.tmp')
		const evidence = join(dir, 'cells/one/.core.9139-14252b8f.tmp')
		for (const path of [half, evidence]) {
			await mkdir(dirname(path), { recursive: true })
			await writeFile(path, 'half')
		}
		await using _ = await reopenRun(dir, now)
		expect(existsSync(half)).toBe(false)
		expect(await readFile(evidence, 'utf8')).toBe('half')
	})

	it('is refused when its log or its cells are a link, through which root would write elsewhere', async () => {
		const dir = await killed('{"type":')
		const log = join(runs.path, 'elsewhere')
		await rename(join(dir, 'events.ndjson'), log)
		const before = await readFile(log, 'utf8')
		await symlink(log, join(dir, 'events.ndjson'))
		await expect(reopenRun(dir, now)).rejects.toThrow('events.ndjson is a link; expected a plain file')
		expect(await readFile(log, 'utf8')).toBe(before)
		await rm(join(dir, 'events.ndjson'))
		await rename(log, join(dir, 'events.ndjson'))
		await symlink(runs.path, join(dir, 'cells'))
		await expect(reopenRun(dir, now)).rejects.toThrow('cells is a link; expected a directory')
	})

	it('is refused when its log is damaged elsewhere', async () => {
		await expect(reopenRun(await killed('{"type":\n{}'), now)).rejects.toThrow(/events\.ndjson:2 is damaged/)
	})
})
