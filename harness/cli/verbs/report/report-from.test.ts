import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Results } from '#results'
import { storeFewCells } from '#harness/farm/testing/stored'
import { cliInMemory } from '../../testing/fake-ambient.ts'

let dir: string
let run: string
beforeAll(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-report-from-'))
	run = await storeFewCells(`dir:${dir}`, { cells: 3, ended: 2 })
})
afterAll(() => rm(dir, { recursive: true }))

it('shows a run of a store while it goes on, says what is missing, and leaves nothing behind', async () => {
	const before = (await readdir(tmpdir())).filter((name) => name.startsWith('rm-report-'))
	for (const from of [`dir:${dir}/${run}`, `${dir}/${run}`]) {
		const { code, stdout, stderr } = await cliInMemory(['report', '--from', from, '--json', '--exit-code'])
		expect(stderr).toContain("Missing: 1 of the plan's 3 cells has no result")
		const { run: shown, cells } = JSON.parse(stdout) as Results
		expect([shown.id, cells.map(({ verdict }) => verdict).sort()]).toEqual([run, ['error', 'pass', 'pass']])
		expect(code).toBe(3)
	}
	expect((await readdir(tmpdir())).filter((name) => name.startsWith('rm-report-'))).toEqual(before)
})

it.each<[string[], string]>([
	[['--from', 'oci://registry.example.org/nightly'], '--from is a store with the id of a run behind it'],
	[['--from', 'dir:/nonexistent/run'], "3fa94c; 'run' is no such id"],
	[['--from', 'oci://me:secret@host'], '3fa94c; there is no id in it'],
	[['--from', 'dir:/x/../20261126T221500Z'], '--from is a store with the id of a run behind it'],
	[['--from', 'dir:/nonexistent/20261126T221500Z-quick-3fa94c'], 'the store dir:/nonexistent cannot be used'],
	[['--from', 'dir:/x/20261126T221500Z-quick-3fa94c', '--write'], 'does not go with a directory, --write'],
	[['runs/x', '--insecure'], '--insecure goes with --from only'],
	[['runs/x', '--strict'], '--strict goes with --exit-code only'],
])('tells what is wrong with %j', async (words, message) => {
	const { code, stderr } = await cliInMemory(['report', ...words])
	expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
})

it('says that a store has no such run', async () => {
	const { code, stderr } = await cliInMemory(['report', '--from', `dir:${dir}/20261126T221500Z-quick-3fa94c`])
	expect([code, stderr]).toEqual([2, expect.stringContaining('has no run 20261126T221500Z-quick-3fa94c')])
})
