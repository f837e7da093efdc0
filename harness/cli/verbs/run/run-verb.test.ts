import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BootError, type RunEvent } from '#results'
import type { RunRequest } from '../../context.ts'
import { cliInMemory as cli, startedFor } from '../../testing/fake-ambient.ts'
import { runWith } from '../../testing/run-with.ts'

const at = '2026-11-23T01:15:10.000Z'

describe('run', () => {
	let runsDir = ''
	beforeEach(async () => void (runsDir = await mkdtemp(join(tmpdir(), 'rootless-matrix-cli-'))))
	afterEach(() => rm(runsDir, { recursive: true }))
	const argv = (...more: string[]) => [
		'run',
		'--preset',
		'quick',
		'--only',
		'*docker26.1-pasta2023*',
		'--runs-dir',
		runsDir,
		...more,
	]

	it.each([
		['pass', 0],
		['fail', 1],
		['error', 3],
	] as const)('whose checks %s is exit code %i', async (outcome, expected) => {
		expect((await cli(argv(), { runPlan: runWith(outcome) })).code).toBe(expected)
	})

	it('prints plain lines, the matrix, and where the results lie', async () => {
		const { stdout, stderr } = await cli(argv(), { runPlan: runWith('pass') })
		expect(stderr).toBe('')
		expect(stdout.split('\n').slice(0, 4)).toMatchInlineSnapshot(`
			[
			  "[ 0:00] Run 20261123T011500Z-quick: 1 cell of quick, QEMU 7.2.22 with TCG",
			  "[ 0:00] k6.12-loaded-docker26.1-pasta2023_03_09-implicit-default: started",
			  "[ 0:00] ✔ pass   k6.12-loaded-docker26.1-pasta2023_03_09-implicit-default  0.0 s, 1 check: 1 pass",
			  "",
			]
		`)
		expect(stdout.split('\n').slice(-11)).toMatchInlineSnapshot(`
			[
			  "Summary:   runs/20261123T011500Z-quick/summary.md",
			  "Results:   runs/20261123T011500Z-quick/results.json",
			  "Evidence:  runs/20261123T011500Z-quick/cells/",
			  "",
			  "Next:",
			  "  $ rootless-matrix show-report runs/20261123T011500Z-quick        the report, in a browser",
			  "  $ rootless-matrix report runs/20261123T011500Z-quick --markdown  the results as a text to send on",
			  "  $ rootless-matrix ls                                             this run among the others",
			  "",
			  "Exit code 0: no check failed, except as a known issue says.",
			  "",
			]
		`)
	})

	it('with --quiet says only what is not as expected, a summary and the exit code', async () => {
		const passed = await cli(argv('--quiet'), { runPlan: runWith('pass') })
		expect(passed.stdout).toMatch(/^[^\n]*1 cell[^\n]*\nExit code 0: [^\n]*\n$/)
		const failed = await cli(argv('--quiet'), { runPlan: runWith('fail') })
		expect(failed.stdout).toMatch(/^✘ FAIL {3}k6\.12-\S+ {2}egress\.tcp\n[^\n]*1 cell[^\n]*\nExit code 1: /)
	})

	it('with --verbose says each answer as it comes', async () => {
		const { stdout } = await cli(argv('--verbose'), { runPlan: runWith('pass') })
		expect(stdout).toContain(
			'k6.12-loaded-docker26.1-pasta2023_03_09-implicit-default: egress.tcp: pass in 0.0 s',
		)
	})

	it.each([
		[['--quiet', '--verbose'], '--quiet and --verbose exclude each other'],
		[['--quiet', '--reporter', 'dot'], '--quiet and --reporter dot exclude each other'],
		[['--quiet', '--reporter', 'markdown'], '--quiet prints no report'],
	])('refuses %j', async (flags, problem) => {
		const { code, stderr } = await cli(argv(...flags), { runPlan: runWith('pass') })
		expect([code, stderr.includes(problem)]).toEqual([2, true])
	})

	it('refuses a report’s file that it could not write before anything runs', async () => {
		const asked: RunRequest[] = []
		const runPlan = async (request: RunRequest) => (asked.push(request), runWith('pass')(request))
		const { code, stderr } = await cli(argv('--reporter', `junit=${runsDir}`), { runPlan })
		expect([code, asked]).toEqual([2, []])
		expect(stderr).toContain(
			`--reporter junit=${runsDir}: ${runsDir} cannot be written: expected a plain file`,
		)
		expect(stderr).toContain('found a directory')
	})

	it('with --json prints nothing but the results on standard output', async () => {
		const { stdout, stderr } = await cli(argv('--json'), { runPlan: runWith('pass') })
		expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, cells: [{ verdict: 'pass' }] })
		expect(stderr).toContain('Exit code 0')
	})

	it('hands on how many VMs may run at once', async () => {
		const asked: (number | undefined)[] = []
		const runPlan = async (request: RunRequest) => (asked.push(request.jobs), runWith('pass')(request))
		await cli(argv('--jobs', '3'), { runPlan })
		await cli(argv(), { runPlan })
		expect(asked).toEqual([3, undefined])
	})

	it('hands on which checks are asked, and how often a cell that was late is tried again', async () => {
		const asked: RunRequest[] = []
		const runPlan = async (request: RunRequest) => (asked.push(request), runWith('pass')(request))
		await cli(argv('--checks', 'egress.tcp', 'publish.any-*', '--retries', '0'), { runPlan })
		await cli(argv(), { runPlan })
		expect(asked).toMatchObject([
			{
				checks: ['publish.any-v4', 'publish.any-nic', 'publish.any-v6', 'egress.tcp'],
				retries: 0,
			},
			{},
		])
		expect(asked[1]?.checks, 'what the preset says').toEqual(
			expect.arrayContaining(['egress.tcp', 'kernel.facts']),
		)
		expect(asked[1]?.checks).not.toContain('egress.transfer')
		await cli(argv('--checks', '*'), { runPlan })
		expect(asked[2]?.checks).toContain('egress.transfer')
	})

	it('hands on whether there are snapshots, and how much of the disk they may take', async () => {
		const asked: RunRequest[] = []
		const runPlan = async (request: RunRequest) => (asked.push(request), runWith('pass')(request))
		await cli(argv(), { runPlan })
		await cli(argv('--no-snapshots'), { runPlan })
		await cli(argv('--snapshot-space', '40'), { runPlan })
		expect(asked.map(({ snapshots, snapshotSpace }) => [snapshots, snapshotSpace])).toEqual([
			...[
				[true, undefined],
				[false, undefined],
				[true, 40],
			],
		])
		const { code, stderr } = await cli(argv('--snapshot-space', '0'))
		expect(code).toBe(2)
		expect(stderr).toContain("--snapshot-space takes a whole number from 1, not '0'")
	})

	it('hands on how old a snapshot may be, and which cells of the matrix are compared with theirs', async () => {
		const asked: RunRequest[] = []
		const runPlan = async (request: RunRequest) => (asked.push(request), runWith('pass')(request))
		await cli(argv('--snapshot-age', '2'), { runPlan })
		await cli(argv('--fresh'), { runPlan })
		await cli(['run', '--preset', 'nightly', '--only', '*k5.10-loaded-docker26.1*', '--runs-dir', runsDir], {
			runPlan,
		})
		expect(asked.map(({ snapshotAge, compareSnapshots }) => [snapshotAge, compareSnapshots])).toEqual([
			[2, undefined],
			[0, undefined],
			[undefined, 10],
		])
		const { code, stderr } = await cli(argv('--fresh', '--no-snapshots'))
		expect([code, stderr]).toEqual([2, expect.stringContaining('exclude each other')])
	})

	it('resumes the newest run or the one that is named, whose past it takes in without a word', async () => {
		const asked: (string | undefined)[] = []
		const runPlan = (request: RunRequest) => {
			asked.push(request.resume)
			const before: RunEvent[] = [
				startedFor(request),
				{ at, type: 'note', message: 'of the first time' },
				{ at, type: 'run.ended', state: 'interrupted' },
			]
			if (request.resume !== undefined) request.onResumed(before)
			return runWith('pass')(request)
		}
		await mkdir(join(runsDir, '20261123T011500Z-quick'))
		await writeFile(join(runsDir, '20261123T011500Z-quick/events.ndjson'), '')
		await symlink('20261123T011500Z-quick', join(runsDir, 'latest'))
		const { code, stdout } = await cli(argv('--resume'), { runPlan })
		expect(code).toBe(0)
		expect(stdout).not.toContain('of the first time')
		expect(stdout.match(/Run 20261123T011500Z-quick/g)).toHaveLength(1)
		await cli(argv('--resume', 'runs/other'), { runPlan })
		await cli(argv(), { runPlan })
		expect(asked).toEqual([join(runsDir, '20261123T011500Z-quick'), 'runs/other', undefined])
	})

	it('has nothing to resume where there is no run', async () => {
		const { code, stderr } = await cli(argv('--resume'))
		expect(code).toBe(2)
		expect(stderr).toContain(`there is no run in ${runsDir}/ yet`)
	})

	it('refuses a check that nobody knows', async () => {
		const { code, stderr } = await cli(argv('--checks', 'egress.http', '--retries', 'often'))
		expect(code).toBe(2)
		expect(stderr).toContain('--checks egress.http matches no check')
		expect(stderr).toContain("--retries takes a whole number from 0, not 'often'")
	})

	it('that breaks says what, why, and what to do, and is exit code 3', async () => {
		const cause = new Error('spawn ENOSPC')
		const error = new BootError('The guest did not come up.', {
			cause,
			hint: 'Free some space.',
			output: 'a\n\u001b[2Jb',
		})
		const { code, stderr } = await cli(argv(), { runPlan: () => Promise.reject(error) })
		expect(code).toBe(3)
		expect(stderr).toMatchInlineSnapshot(`
			"rootless-matrix: The guest did not come up.
			  because: spawn ENOSPC
			  | a
			  | b
			Free some space.
			"
		`)
	})

	it('shows where an unexpected error comes from only when asked', async () => {
		const runPlan = () => Promise.reject(new TypeError('x is not a function'))
		const short = await cli(argv(), { runPlan })
		expect(short).toMatchObject({ code: 3, stderr: expect.not.stringContaining('    at ') as string })
		expect(short.stderr).toContain('--debug')
		expect((await cli(argv('--debug'), { runPlan })).stderr).toContain('    at ')
		expect((await cli(argv(), { runPlan }, { ROOTLESS_MATRIX_DEBUG: '1' })).stderr).toContain('    at ')
	})

	it('hands on where artifacts may come from, and locks a preset in the current directory', async () => {
		const asked: RunRequest['artifacts'][] = []
		const runPlan = async (request: RunRequest) => (asked.push(request.artifacts), runWith('pass')(request))
		await cli(argv('--offline', '--mirror', 'files'), { runPlan })
		expect(asked).toEqual([
			{
				mirrors: [join(process.cwd(), 'files')],
				offline: true,
				baseDir: process.cwd(),
				lockPath: join(process.cwd(), 'rootless-matrix.lock.yaml'),
			},
		])
	})

	it('that could not try a cell is exit code 1 with --strict alone', async () => {
		const two = [
			'run',
			'-p',
			'quick',
			'--only',
			'*26.1-pasta2023*',
			'*26.1-pasta2025*',
			'--runs-dir',
			runsDir,
		]
		const runPlan = runWith('pass', 1)
		expect((await cli(two, { runPlan })).code).toBe(0)
		expect(await cli([...two, '--strict'], { runPlan })).toMatchObject({
			code: 1,
			stdout: expect.stringContaining('a cell could not be tried') as string,
		})
	})

	it('reads a matrix file, and names every problem in it', async () => {
		const file = join(runsDir, 'bad.yaml')
		await writeFile(file, 'schemaVersion: 1\nname: x\naxes: { kernel: "debian:6.x", brNetfilter: perhaps }\n')
		const { code, stderr } = await cli(['run', '--matrix', file])
		expect(code).toBe(2)
		expect(stderr).toContain('bad.yaml:3:')
		expect(stderr).toContain('debian:6.x')
		expect(stderr).toContain('perhaps')
	})
})
