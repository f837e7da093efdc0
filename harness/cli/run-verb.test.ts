import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BootError, foldEvents, type Results, type RunEvent } from '#results'
import type { RunRequest } from './context.ts'
import { cliInMemory as cli, startedFor } from './testing/fake-ambient.ts'

const at = '2026-11-23T01:15:10.000Z'

/** A run of every cell whose only check has this outcome, but the last so many, which are not available. */
function runWith(outcome: 'pass' | 'fail' | 'error', unavailable = 0) {
	return async (request: RunRequest): Promise<{ dir: string; results: Results }> => {
		const events: RunEvent[] = [startedFor(request)]
		const tried = request.plan.cells.length - unavailable
		for (const [index, { id }] of request.plan.cells.entries())
			events.push(
				{ at, type: 'cell.started', cell: id, attempt: 1 },
				...(index < tried
					? [
							{ at, type: 'check.ended', cell: id, check: 'egress.tcp', outcome, ms: 5 } as const,
							{ at, type: 'cell.ended', cell: id, outcome: 'completed' } as const,
						]
					: [{ at, type: 'cell.ended', cell: id, outcome: 'unavailable', reason: 'gone' } as const]),
			)
		events.push({ at, type: 'run.ended', state: 'completed' })
		events.forEach(request.onEvent)
		return { dir: 'runs/20261123T011500Z-quick', results: foldEvents(events) }
	}
}

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
		expect(stdout.split('\n').slice(-6)).toMatchInlineSnapshot(`
			[
			  "Summary:   runs/20261123T011500Z-quick/summary.md",
			  "Results:   runs/20261123T011500Z-quick/results.json",
			  "Evidence:  runs/20261123T011500Z-quick/cells/",
			  "",
			  "Exit code 0: no check failed, except as a known issue says.",
			  "",
			]
		`)
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

	it('runs a shard of the cells, by number or as a CI says it', async () => {
		const asked: RunRequest[] = []
		const runPlan = async (request: RunRequest) => (asked.push(request), runWith('pass')(request))
		await cli(argv(), { runPlan })
		await cli(argv('--shard', '1/2'), { runPlan })
		await cli(argv('--shard', 'auto'), { runPlan }, { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' })
		const [whole, ...shards] = asked.map(({ plan }) => plan)
		expect(shards.flatMap(({ cells }) => cells)).toHaveLength(whole!.cells.length)
		expect(new Set(asked.map(({ plan }) => plan.matrixHash)).size).toBe(1)
		expect(shards.map(({ shard }) => shard?.index)).toEqual([1, 2])
		const wrong = await cli(argv('--shard', '3/2'))
		expect(wrong.code).toBe(2)
		expect(wrong.stderr).toContain('--shard: expected a shard of a number of shards, such as 1/3')
		expect((await cli(argv('--shard', '1/2', '--shard-timings', runsDir))).stderr).toContain(
			'no run in it says how long a cell took',
		)
		expect((await cli(argv('--shard-timings', runsDir))).stderr).toContain('name one with --shard')
	})

	it('runs again what failed in the last run, and asks only what failed', async () => {
		const asked: RunRequest[] = []
		const run = runWith('fail', 1)
		const runPlan = async (request: RunRequest) => {
			asked.push(request)
			const events: RunEvent[] = []
			const ran = await run({
				...request,
				onEvent: (event) => {
					events.push(event)
					request.onEvent(event)
				},
			})
			const dir = join(runsDir, '20261123T011500Z-quick')
			await mkdir(dir, { recursive: true })
			await writeFile(
				join(dir, 'events.ndjson'),
				events.map((event) => `${JSON.stringify(event)}\n`).join(''),
			)
			await symlink('20261123T011500Z-quick', join(runsDir, 'latest')).catch(() => undefined)
			return ran
		}
		const quick = ['run', '--preset', 'quick', '--runs-dir', runsDir]
		expect((await cli([...quick, '--last-failed'], { runPlan })).stderr).toContain('there is no run in')
		await cli(quick, { runPlan })
		await cli([...quick, '--last-failed'], { runPlan })
		const [first, again] = asked
		expect(again?.plan.cells).toEqual(first?.plan.cells.slice(0, -1))
		expect(again?.checks).toEqual(['egress.tcp'])
		const other = await cli(
			['run', '--preset', 'nightly', '--only', 'k5.10*', '--runs-dir', runsDir, '--last-failed'],
			{
				runPlan,
			},
		)
		expect(other.code).toBe(2)
		expect(other.stderr).toContain('is one of this matrix')
	})

	it('shows, prints and writes what its reporters ask for', async () => {
		const file = join(runsDir, 'ci', 'junit.xml')
		const whole = [
			'run',
			'--preset',
			'quick',
			'--runs-dir',
			runsDir,
			'--reporter',
			'dot',
			'github',
			`junit=${file}`,
		]
		const { code, stdout } = await cli(whole, { runPlan: runWith('fail', 2) })
		expect(code).toBe(1)
		const [dots, , first] = stdout.split('\n')
		expect(dots).toBe('✘✘✘✘✘✘✘✘✘✘∅∅')
		expect(first).toMatch(/^::error title=k6.12-[^:]*%3A egress.tcp::/)
		expect(stdout).toContain('Report:    runs/')
		expect(await readFile(file, 'utf8')).toMatch(/<testsuites/)
		const line = await cli(argv('--reporter', 'line'), { runPlan: runWith('pass') })
		expect(line.stdout.split('\n')[0]).toMatch(/^✔ pass .* 1 check: 1 pass$/)
	})

	it.each([
		['nosuch', 'expected one of list, line, dot, json, markdown'],
		['junit=', 'the name of a file is missing'],
		['dot=file', 'dot shows how the run goes, and has no file'],
		['json=a junit=./a', 'two reports would be written to'],
		['dot line', '--reporter dot and --reporter line exclude each other'],
	])('refuses --reporter %s', async (text, words) => {
		const { code, stderr } = await cli(argv('--reporter', ...text.split(' ')))
		expect(code).toBe(2)
		expect(stderr).toContain(words)
	})

	it('stops after so many failures, and says so', async () => {
		let stopped: unknown
		const runPlan = async (request: RunRequest) => {
			const ran = await runWith('fail')(request)
			stopped = request.signal.reason
			return ran
		}
		const { code, stdout } = await cli(argv('--max-failures', '1'), { runPlan })
		expect(code).toBe(1)
		expect(stopped).toMatchObject({ message: 'Stopped after a failure (--max-failures 1).' })
		expect(stdout).toContain('Stopped after a failure (--max-failures 1). Exit code 1')
		expect((await cli(argv('--max-failures', '2'), { runPlan })).stdout).not.toContain('Stopped after')
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
