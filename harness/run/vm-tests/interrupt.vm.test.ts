import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Results } from '#results'
import { type CliProcess, eventually, processesThatMention, startCli } from './cli-process.ts'

let home: string
let cli: CliProcess
beforeEach(async () => {
	home = await mkdtemp(join(tmpdir(), 'rm-stop-'))
})
afterEach(() => rm(home, { recursive: true, force: true }))

const runsDir = () => join(home, 'runs')
/** The harness's throw-away files go to TMPDIR: a private one shows what stays behind. */
const leftovers = async () => (await readdir(home)).filter((name) => name !== 'runs')
const recorded = async () =>
	JSON.parse(await readFile(join(runsDir(), 'latest/results.json'), 'utf8')) as Results
const noProcess = async () => (await processesThatMention(home)).length === 0

/** The cell whose daemon refuses to start is the one that ends soonest. */
const start = (...more: readonly string[]) =>
	startCli(
		[
			'run',
			'--preset',
			'quick',
			'--only',
			'*absent-docker26.1*',
			'--runs-dir',
			runsDir(),
			'--no-snapshots',
			...more,
		],
		{ TMPDIR: home },
	)

async function startedAndBooting(): Promise<void> {
	cli = start()
	await cli.printed(/artifacts done/)
	expect(
		await eventually(60, async () =>
			(await processesThatMention(home)).some((line) => line.includes('qemu-system')),
		),
		cli.output(),
	).toBe(true)
}

test('kill -9 in mid-run leaves no process and no socket a few seconds later', async () => {
	await startedAndBooting()
	cli.child.kill('SIGKILL')
	expect(await cli.ended).toBe('SIGKILL')
	expect(await eventually(8, noProcess), (await processesThatMention(home)).join('\n')).toBe(true)
	expect(await eventually(5, async () => (await leftovers()).length === 0), String(await leftovers())).toBe(
		true,
	)
})

test('Ctrl-C ends with 130, leaves nothing running, and records the run, with which --resume goes on', async () => {
	await startedAndBooting()
	// A terminal sends it to the whole process group.
	process.kill(-cli.child.pid!, 'SIGINT')
	expect(await cli.ended, cli.output()).toBe(130)
	expect(await processesThatMention(home)).toEqual([])
	expect(await leftovers()).toEqual([])
	const before = await recorded()
	expect(before.run.state).toBe('interrupted')
	expect(before.cells[0]?.verdict).toBe('error')

	cli = start('--resume')
	expect(await cli.ended, cli.output()).toBe(0)
	expect(cli.output()).toContain('Resumed: 0 of 1 cells had come to an end')
	const after = await recorded()
	expect(after.run).toMatchObject({ id: before.run.id, state: 'completed' })
	const [cell] = after.cells
	expect(cell).toMatchObject({ attempts: 2 })
	expect(cell?.checks.length).toBeGreaterThan(0)
	const left = await readdir(join(runsDir(), 'latest', cell!.evidenceDir))
	expect(left).toEqual(expect.arrayContaining(['attempt-2', 'console.log']))
})
