import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Results } from '../schema/index.ts'
import { cellRun, checked, exampleCell, exampleResults } from '../testing/index.ts'
import { complaintsIn, readDaemonLogs } from './daemon-log.ts'

const minute = 60_000
const startedAt = new Date('2026-11-28T10:22:30.000Z')
/** As journalctl wrote it in a run of `quick`; the first line is of the snapshot's making, an hour before. */
const journal = `Nov 28 09:23:03.351923 guest dockerd-rootless.sh[530]: time="2026-11-28T09:23:03.342152716Z" level=error msg="long ago"
Nov 28 10:22:57.916627 guest dockerd-rootless.sh[494]: + echo failed to start daemon
Nov 28 10:22:58.035593 guest dockerd-rootless.sh[494]: time="2026-11-28T10:22:58Z" level=warning msg="[rootlesskit:parent] \\"pasta\\" network driver is experimental."
Nov 28 10:23:03.351923 guest dockerd-rootless.sh[530]: time="2026-11-28T10:23:03.342152716Z" level=info msg="nothing failed"
Nov 28 10:23:06.351959 guest dockerd-rootless.sh[555]: time="2026-11-28T10:23:06.351264067Z" level=fatal msg="no bridge" error="x: \\"y\\""
Nov 28 10:23:19.667679 guest dockerd-rootless.sh[717]: [rootlesskit:child ] error: command exited: signal: terminated
Nov 28 10:23:19.767679 guest systemd[449]: docker.service: Failed with result 'exit-code'.
not a line of a journal
`

describe('complaintsIn', () => {
	it('has warnings and errors of the attempt, at their times', () => {
		expect(complaintsIn(journal, startedAt, minute)).toEqual([
			{
				after: 28_035,
				level: 'warning',
				text: '[rootlesskit:parent] "pasta" network driver is experimental.',
			},
			{ after: 36_351, level: 'error', text: 'no bridge error="x: \\"y\\""' },
			{
				after: 49_667,
				level: 'error',
				text: '[rootlesskit:child ] error: command exited: signal: terminated',
			},
			{ after: 49_767, level: 'error', text: "docker.service: Failed with result 'exit-code'." },
		])
	})

	it('knows the year, which the journal leaves out', () => {
		const line = 'Jan  1 00:00:10.500000 guest dockerd-rootless.sh[1]: level=error msg=new'
		expect(complaintsIn(line, new Date('2026-12-31T23:59:50.000Z'), minute)).toMatchObject([
			{ after: 20_500 },
		])
	})

	it('keeps the errors where there is no room for all', () => {
		const lines = (level: string, count: number) =>
			Array.from(
				{ length: count },
				(_, at) => `Nov 28 10:22:4${at % 10}.000000 guest x[1]: level=${level} msg=${'m'.repeat(1000)}\n`,
			).join('')
		const found = complaintsIn(lines('warning', 100) + lines('error', 20), startedAt, minute)
		expect(found).toHaveLength(30)
		expect(found.filter(({ level }) => level === 'error')).toHaveLength(20)
		for (const { text } of found) expect(text.length).toBeLessThanOrEqual(300)
	})
})

describe('readDaemonLogs', () => {
	const cell = exampleCell('a'.repeat(12), 'cell-a')
	const path = 'cells/cell-a/dockerd.journal'
	const results: Results = exampleResults(
		[cell],
		cellRun(cell.id, checked(cell.id, 'dns.udp', { outcome: 'fail' })),
	)
	const withJournal = {
		...results,
		cells: results.cells.map((one) => ({
			...one,
			evidence: [path],
			startedAt: startedAt.toISOString(),
			ms: minute,
		})),
	}
	let root: string
	let dir: string
	beforeEach(async () => {
		root = await mkdtemp(join(tmpdir(), 'daemon-log-'))
		dir = join(root, 'run')
		await mkdir(dirname(join(dir, path)), { recursive: true })
	})
	afterEach(() => rm(root, { recursive: true }))

	it('says it of each cell by its id', async () => {
		await writeFile(join(dir, path), journal)
		const logs = await readDaemonLogs(dir, withJournal)
		expect([...logs].map(([id, lines]) => [id, lines.length])).toEqual([[cell.id, 4]])
	})

	it('says nothing of a record that has no time, of evidence that is gone, or of a file outside of the run', async () => {
		await writeFile(join(root, 'outside'), journal)
		await symlink(join(root, 'outside'), join(dir, path))
		expect(await readDaemonLogs(dir, withJournal)).toEqual(new Map())
		await rm(join(dir, path))
		expect(await readDaemonLogs(dir, withJournal)).toEqual(new Map())
		await writeFile(join(dir, path), journal)
		const older = { ...withJournal, cells: withJournal.cells.map(({ startedAt: _, ...one }) => one) }
		expect(await readDaemonLogs(dir, older)).toEqual(new Map())
	})
})
