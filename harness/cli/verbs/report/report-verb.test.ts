import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordRun } from '#harness/run'
import { createRun, reportForms } from '#results'
import { cellRun, checked, exampleCell, runEnded, runStarted } from '#results/testing'
import { cliInMemory as cli } from '../../testing/fake-ambient.ts'

let root = ''
beforeEach(async () => void (root = await mkdtemp(join(tmpdir(), 'rm-report-verb-'))))
afterEach(() => rm(root, { recursive: true }))

const cell = exampleCell('a'.repeat(12), 'cell-a')
const log = 'cells/cell-a/dns.udp/network-host.txt'

/** A run that `run` has written, with evidence. */
async function recorded(): Promise<string> {
	await using store = await createRun({ runsDir: join(root, 'runs'), matrix: 'quick' })
	const failed = checked(cell.id, 'dns.udp', { outcome: 'fail', message: 'no answer', evidence: [log] })
	const started = { ...runStarted(cell), runId: store.runId }
	for (const event of [started, ...cellRun(cell.id, failed), runEnded]) store.emit(event)
	await mkdir(dirname(join(store.dir, log)), { recursive: true })
	await writeFile(join(store.dir, log), 'nothing came')
	await recordRun(store)
	return store.dir
}

const files = reportForms.flatMap(({ file }) => file ?? [])
const contents = (dir: string) => Promise.all(files.map((file) => readFile(join(dir, file), 'utf8')))

describe('a run, a merge of that one run, and a report of it', () => {
	it('write the same bytes', async () => {
		const dir = await recorded()
		const first = await contents(dir)
		expect(first.join()).toContain('nothing came')
		// The directory's name is the run's id.
		const output = join(root, 'merged', dir.split('/').at(-1) ?? '')
		await mkdir(dirname(output))
		const merged = await cli(['merge', dir, '--output', output])
		expect([merged.code, merged.stderr]).toEqual([1, expect.stringContaining(`Merged 1 run into ${output}.`)])
		expect(await contents(output)).toEqual(first)
		for (const file of files) await rm(join(dir, file))
		expect((await cli(['report', dir, '--write'])).stderr).toContain(
			`Written: ${join(dir, 'results.json')}, `,
		)
		expect(await contents(dir)).toEqual(first)
	})

	it('is the newest one also in a copy, which has no link to it', async () => {
		const dir = await recorded()
		const { stdout } = await cli(['report', dir, '--json'])
		const runsDir = join(root, 'runs')
		await rm(join(runsDir, 'latest'))
		await mkdir(join(runsDir, 'notes'))
		expect((await cli(['report', '--runs-dir', runsDir, '--json'])).stdout).toBe(stdout)
	})

	it('say once that a shard has no event log', async () => {
		const { code, stderr } = await cli(['merge', join(root, 'nix'), '--output', join(root, 'merged')])
		expect(code).toBe(2)
		expect(stderr).toMatch(/nix is not the directory of a run: it has no events\.ndjson\nSee `/)
	})

	it('print what they write', async () => {
		const dir = await recorded()
		for (const [flag, file] of [
			['--json', 'results.json'],
			['--markdown', 'summary.md'],
			['--html', 'report/index.html'],
			['--junit', 'junit.xml'],
		] as const)
			expect((await cli(['report', dir, flag])).stdout).toBe(await readFile(join(dir, file), 'utf8'))
		expect((await cli(['report', dir])).stdout).toBe((await cli(['report', dir, '--terminal'])).stdout)
	})
})

describe('flags for forms', () => {
	it('exclude each other, and all are named', async () => {
		const dir = await recorded()
		for (const [argv, words] of [
			[['report', dir, '--json', '--step-summary'], '--json and --step-summary exclude each other'],
			[['diff', dir, dir, '--markdown', '--html'], '--markdown and --html exclude each other'],
			[
				['report', '--history', dir, '--badge'],
				'--history goes with --json or --markdown or --html or --terminal only',
			],
		] as const) {
			const { code, stderr } = await cli(argv)
			expect([code, stderr]).toEqual([2, expect.stringContaining(words)])
		}
	})

	it('say of a comparison what a terminal shows, where none is given', async () => {
		const dir = await recorded()
		const { code, stdout } = await cli(['diff', dir, dir])
		expect([code, stdout]).toEqual([0, expect.stringContaining('No verdict changed.')])
		expect((await cli(['diff', dir, dir, '--json'])).stdout).toMatch(/^\{\n\t"before"/)
	})
})

describe('a history, and a comparison, of a damaged record', () => {
	it('say on standard output what is lost, and end with 3', async () => {
		const dir = await recorded()
		const file = join(dir, 'events.ndjson')
		const lines = (await readFile(file, 'utf8')).split('\n')
		const lost = lines.findIndex((line) => line.includes('"check.ended"'))
		await writeFile(file, lines.toSpliced(lost, 1).join('\n'))
		const history = await cli(['report', '--history', dir])
		expect(history.code).toBe(3)
		expect(history.stdout).toMatch(/Nothing was learned[^]*its record is damaged/)
		const diff = await cli(['diff', dir, dir])
		expect(diff.code).toBe(3)
		expect(diff.stdout).toMatch(/second run is not whole[^]*its record is damaged: line/)
	})

	it('of one that is whole ends with 0, also where something fails', async () => {
		const { code, stdout } = await cli(['report', '--history', await recorded()])
		expect([code, stdout]).toEqual([0, expect.stringContaining('failing since')])
	})

	it('has the newest run once, though its link is named too', async () => {
		const dir = await recorded()
		const { stdout } = await cli(['report', '--history', dir, join(root, 'runs/latest')])
		expect(stdout).toMatch(/^1 run,/)
	})
})
