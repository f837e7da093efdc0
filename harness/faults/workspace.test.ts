import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createRun } from '#results'
import { begins } from './workspace.ts'

it('a campaign sees in the lines of a run’s log where it is: one that does not strikes nobody', async () => {
	const runsDir = await mkdtemp(join(tmpdir(), 'rm-begins-'))
	try {
		const store = await createRun({ runsDir, matrix: 'fake' })
		store.emit({ type: 'phase.started', cell: 'a', phase: 'restore' })
		store.emit({ type: 'phase.ended', cell: 'a', phase: 'restore', ms: 1 })
		store.emit({ type: 'run.ended', state: 'completed' })
		await store[Symbol.asyncDispose]()
		const lines = (await readFile(join(store.dir, 'events.ndjson'), 'utf8')).trim().split('\n')
		expect(lines.map((line) => begins(line, 'restore'))).toEqual([true, false, false])
		expect(lines.map((line) => begins(line, 'report'))).toEqual([false, false, true])
		expect(lines.some((line) => begins(line, 'boot'))).toBe(false)
		expect(begins('{"type":"phase.started","pha', 'restore'), 'one that was torn').toBe(false)
	} finally {
		await rm(runsDir, { recursive: true, force: true })
	}
})
