import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { listRuns, newestRunOf } from './index.ts'

let runsDir: string
beforeEach(async () => void (runsDir = await mkdtemp(join(tmpdir(), 'list-runs-'))))
afterEach(() => rm(runsDir, { recursive: true }))

/** @param at of its first event */
async function record(name: string, at = '2026-11-23T01:15:00.500Z'): Promise<string> {
	const dir = join(runsDir, name)
	await mkdir(dir)
	await writeFile(join(dir, 'events.ndjson'), `${JSON.stringify({ type: 'run.started', at })}\n{"type":`)
	return dir
}

it('a run is what has an event log, or the name of a run, and the newest comes first', async () => {
	await record('nightly-merged', '2026-11-24T00:00:00.000Z')
	await record('20261123T011500Z-quick')
	await record('20261123T011500Z-quick-2')
	await record('20261123T011500Z-quick-10')
	await mkdir(join(runsDir, '20261125T011500Z-lost'))
	await mkdir(join(runsDir, 'torn'))
	await writeFile(join(runsDir, 'torn/events.ndjson'), '{"type":"run.st')
	await mkdir(join(runsDir, 'notes'))
	await writeFile(join(runsDir, 'README'), '')
	await symlink('nightly-merged', join(runsDir, 'latest'))
	const runs = await listRuns(runsDir)
	expect(
		runs.map(({ dir, hasLog }) => `${dir.slice(runsDir.length + 1)}${hasLog ? '' : ' without its log'}`),
	).toEqual([
		'20261125T011500Z-lost without its log',
		'nightly-merged',
		'20261123T011500Z-quick-10',
		'20261123T011500Z-quick-2',
		'20261123T011500Z-quick',
		'torn',
	])
})

it('the newest run is where latest leads, and without it the one that started last, whatever became of either', async () => {
	expect(await newestRunOf(join(runsDir, 'nowhere'))).toBeUndefined()
	expect(await newestRunOf(runsDir)).toBeUndefined()
	const older = await record('20261123T011500Z-quick')
	const newer = await record('merged', '2026-11-23T01:15:01.000Z')
	expect(await newestRunOf(runsDir)).toBe(newer)
	await mkdir(join(runsDir, '20261125T011500Z-lost'))
	expect(await newestRunOf(runsDir)).toBe(join(runsDir, '20261125T011500Z-lost'))
	await symlink('gone', join(runsDir, 'latest'))
	// An older one in its place could be green where it was red.
	expect(await newestRunOf(runsDir)).toBe(join(runsDir, 'gone'))
	await rm(join(runsDir, 'latest'))
	await symlink('20261123T011500Z-quick', join(runsDir, 'latest'))
	expect(await newestRunOf(runsDir)).toBe(older)
})
