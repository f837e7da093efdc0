import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { cellRun, checked, exampleCell, exampleRun } from '#results/testing'
import { holdMutex, runProgram } from '#vm/host'
import { cliInMemory as cli } from '../../testing/fake-ambient.ts'

let runsDir = ''
beforeEach(async () => void (runsDir = await mkdtemp(join(tmpdir(), 'rm-ls-'))))
afterEach(() => rm(runsDir, { recursive: true }))

const id = 'a'.repeat(12)

async function record(name: string, outcome: 'pass' | 'fail', lines?: number): Promise<void> {
	await mkdir(join(runsDir, name))
	const events = exampleRun([exampleCell(id, 'cell-a')], cellRun(id, checked(id, 'egress.tcp', { outcome })))
	await writeFile(
		join(runsDir, name, 'events.ndjson'),
		events
			.slice(0, lines)
			.map((event) => `${JSON.stringify(event)}\n`)
			.join(''),
	)
}

it('lists the newest run first, what each came to, and what cannot be read', async () => {
	await record('20261123T011500Z-quick', 'pass')
	await record('20261124T011500Z-quick', 'fail')
	await mkdir(join(runsDir, '20261125T011500Z-quick'))
	const { code, stdout } = await cli(['ls', '--runs-dir', runsDir])
	expect(code).toBe(0)
	expect(stdout.replaceAll(runsDir, 'runs').trimEnd().split('\n')).toEqual([
		expect.stringMatching(/^! runs\/20261125T011500Z-quick {2}cannot be read: .*it has no events.ndjson/),
		'✘ runs/20261124T011500Z-quick  FAILED. 1 cell (1 fail), 1 check (1 fail).',
		'✔ runs/20261123T011500Z-quick  PASSED. 1 cell (1 pass), 1 check (1 pass).',
	])
	const json = JSON.parse((await cli(['ls', '--json', '--runs-dir', runsDir])).stdout) as { runs: object[] }
	expect(json.runs).toHaveLength(3)
	expect(json.runs[1]).toMatchObject({ run: { state: 'completed' } })
})

it('lists a run by its event log, whatever its directory is called, in the order of their starts', async () => {
	await record('20261123T011459Z-quick', 'pass')
	await record('20261123T011501Z-quick', 'pass')
	await record('nightly-merged', 'fail')
	await mkdir(join(runsDir, 'notes'))
	await symlink('nightly-merged', join(runsDir, 'latest'))
	const { stdout } = await cli(['ls', '--runs-dir', runsDir])
	expect(stdout.match(/(?<=\/)[\w-]+(?= {2})/g)).toEqual([
		'20261123T011501Z-quick',
		'nightly-merged',
		'20261123T011459Z-quick',
	])
})

it.each(['a directory', 'a pipe'])('lists older runs below one whose event log is %s', async (what) => {
	await record('20261123T011500Z-quick', 'pass')
	const log = join(runsDir, '20261125T011500Z-quick/events.ndjson')
	await mkdir(join(log, '..'))
	if (what === 'a pipe') execFileSync('mkfifo', [log])
	else await mkdir(log)
	const { code, stdout } = await cli(['ls', '--runs-dir', runsDir])
	expect(code).toBe(0)
	expect(stdout.replaceAll(runsDir, 'runs')).toMatch(
		new RegExp(`^! .*cannot be read: .*events.ndjson is no plain file: it is ${what}\\.\n✔ .*PASSED`),
	)
})

it('says that there is none, and where it looked', async () => {
	expect((await cli(['ls', '--runs-dir', runsDir])).stdout).toBe(`No run is recorded in ${runsDir}.\n`)
	const { code, stderr } = await cli(['ls', '--runs-dir', join(runsDir, 'nosuch')])
	expect(code).toBe(2)
	expect(stderr).toContain(`there is no directory ${join(runsDir, 'nosuch')}`)
	expect(stderr).not.toContain('because')
})

it('tells a run that is running from one that was cut off', async () => {
	await record('20261123T011500Z-quick', 'pass', 2)
	const list = async (...flags: string[]) =>
		(await cli(['ls', '--runs-dir', runsDir, ...flags], { runProgram })).stdout
	expect(await list()).toContain('UNFINISHED')
	await using _ = await holdMutex(join(runsDir, '20261123T011500Z-quick/events.ndjson'))
	expect(await list()).toMatch(/^▸ .*-quick {2}RUNNING: 0 of 1 cells have ended\.\n$/)
	expect(JSON.parse(await list('--json'))).toMatchObject({
		runs: [{ run: { state: 'running' }, isRunning: true }],
	})
})
