import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRun, exitCodeOf, readEvents, type Results } from '#results'
import { runFakeCells, threeCells } from './testing/index.ts'
import { recordRun } from './record-run.ts'
import { resumeRun } from './resume/resume.ts'

const isRoot = process.geteuid?.() === 0
const { signal } = new AbortController()

let directory: string
let disk: string

/** A disk of a few pages: a tmpfs, which only root may mount. */
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-full-disk-'))
	disk = join(directory, 'disk')
	await mkdir(disk)
	if (isRoot) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=0700', 'tmpfs', disk])
})
afterEach(async () => {
	if (isRoot) execFileSync('umount', [disk])
	await rm(directory, { recursive: true, force: true })
})

/** Leaves so many bytes of the disk free, in steps of a page. */
async function fill(free: number): Promise<void> {
	const [, available] = execFileSync('df', ['--output=avail', '-B1', disk], { encoding: 'utf8' }).split('\n')
	await writeFile(join(disk, 'filler'), Buffer.alloc(Math.max(0, Number(available) - free)))
}
const makeRoom = () => rm(join(disk, 'filler'))

describe.runIf(isRoot)('a run whose disk fills up in the middle', () => {
	it('is resumed once there is room, and what was done stays', { timeout: 60_000 }, async () => {
		const cells = threeCells
		const plan = { name: 'fake', matrixHash: 'c0ffee', cells, unavailable: [] } as never
		const store = await createRun({ runsDir: join(disk, 'runs'), matrix: 'fake' })
		const { thrown, open } = await runFakeCells({
			store,
			cells,
			signal,
			// The second cell finds a disk on which not one more page is free, and says much.
			attempts: { two: [{ during: () => fill(0), checks: chatty }] },
		})
		await store[Symbol.asyncDispose]()
		expect(thrown).toMatchObject({ code: 'host', message: expect.stringContaining('event log') as string })
		expect(open).toEqual({ vms: 0, suites: 0 })

		await makeRoom()
		await using resumed = await resumeRun({ dir: store.dir, plan, checks: ['dns.udp'], signal })
		expect([...resumed.done]).toEqual([cells[0]?.id])
		const { done, attempts } = resumed
		const again = await runFakeCells({
			store: resumed.store,
			cells,
			attempts: {},
			signal,
			options: { resumed: { done, attempts } },
		})
		expect(again).toMatchObject({ thrown: undefined, started: ['two booted', 'three booted'] })
		resumed.store.emit({ type: 'run.ended', state: 'completed' })
		const results = await recordRun(resumed.store)
		expect(results.cells.map(({ attempts: tried }) => tried)).toEqual([1, 2, 1])
		expect(results.cells.every(({ checks }) => checks.length === 1)).toBe(true)
		expect(exitCodeOf({ ...results, cells: results.cells.filter(({ slug }) => slug !== 'two') })).toBe(0)
	})

	it('records nothing more after an event that did not fit, not even a shorter one', async () => {
		await using store = await createRun({ runsDir: join(disk, 'runs'), matrix: 'fake' })
		store.emit({ type: 'note', message: 'before' })
		await fill(0)
		// What is left of the last page has room for some of them.
		const long = { type: 'note', message: 'x'.repeat(8000) } as const
		expect(() => store.emit(long)).toThrow('cannot write to the event log')
		expect(() => store.emit({ type: 'note', message: 'short' })).toThrow('cannot write to the event log')
		await makeRoom()
		expect(() => store.emit({ type: 'note', message: 'later' })).toThrow('cannot write to the event log')
		const { events } = await readEvents(join(store.dir, 'events.ndjson'))
		expect(events).toMatchObject([{ message: 'before' }])
	})

	it(
		'ends with 3 and a sentence on the command line, and is resumed from there',
		{ timeout: 240_000 },
		async () => {
			const run = async (...more: string[]) => {
				const child = spawn(
					process.execPath,
					[join(import.meta.dirname, '../cli/bin.js'), ...argv, ...more],
					// An empty cache and no network: no cell gets as far as a VM.
					{ cwd: directory, env: { ...process.env, ROOTLESS_MATRIX_CACHE: join(directory, 'cache') } },
				)
				const [stdout, stderr] = await Promise.all([
					text(child.stdout),
					text(child.stderr),
					once(child, 'close'),
				])
				return { code: child.exitCode, stdout, stderr }
			}
			const argv = ['run', '--preset', 'quick', '--offline', '--jobs', '1', '--runs-dir', join(disk, 'runs')]
			// Room for the plan and a few cells.
			await fill(2 * 4096)
			const broken = await run()
			expect(broken.code).toBe(3)
			expect(broken.stderr).toMatch(/^rootless-matrix: cannot write .*\n {2}because: ENOSPC/)
			const [name = ''] = (await readdir(join(disk, 'runs'))).filter((one) => one !== 'latest')
			const log = await readFile(join(disk, 'runs', name, 'events.ndjson'), 'utf8')
			const ended = log.split('"cell.ended"').length - 1
			expect(ended).toBeGreaterThan(0)
			expect(ended).toBeLessThan(12)

			await makeRoom()
			const resumed = await run('--resume')
			expect(resumed.stdout).toContain('Resumed: ')
			const results = JSON.parse(await readFile(join(disk, 'runs', name, 'results.json'), 'utf8')) as Results
			expect(results.run.state).toBe('completed')
			expect(results.cells.map(({ verdict }) => verdict)).toEqual(Array(12).fill('unavailable'))
		},
	)
})

/** More events than what is left of a page has room for. */
const chatty = Object.fromEntries(
	Array.from({ length: 40 }, (_, index) => [`check.${index}`, 'pass' as const]),
)
