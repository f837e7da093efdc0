import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RunEvent } from '#results'
import type { RunRequest } from '../../context.ts'
import { cliInMemory as cli } from '../../testing/fake-ambient.ts'
import { runWith } from '../../testing/run-with.ts'

describe('run', () => {
	let runsDir = ''
	beforeEach(async () => void (runsDir = await mkdtemp(join(tmpdir(), 'rootless-matrix-cli-'))))
	afterEach(() => rm(runsDir, { recursive: true }))
	const argv = (...more: string[]) => [
		...['run', '--preset', 'quick', '--only', '*docker26.1-pasta2023*', '--runs-dir', runsDir],
		...more,
	]

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
		expect(other.stderr).toContain('is one of those that were chosen')
	})

	it('runs as often as it is told, and is red where the answers differ', async () => {
		let runs = 0
		const runPlan = (request: RunRequest) => runWith(++runs === 2 ? 'fail' : 'pass')(request)
		const { code, stderr } = await cli(argv('--repeat-each', '3'), { runPlan })
		expect(runs).toBe(3)
		expect(code).toBe(1)
		expect(stderr).toContain('3 answers in 3 runs: 1 odd (33.33 %')
		expect(stderr).toContain('egress.tcp: 1 of 3 odd')
		const same = await cli(argv('--repeat-each', '2'), { runPlan: runWith('pass') })
		expect(same.code).toBe(0)
		expect(same.stderr).toContain('Every check answered the same in each run.')
	})

	it('runs until so many checks have answered, and stops where none answers', async () => {
		let runs = 0
		const pass = runWith('pass')
		const counted = await cli(argv('--repeat-until', '3'), { runPlan: (request) => (runs++, pass(request)) })
		expect([runs, counted.code]).toEqual([3, 0])
		expect(counted.stderr).toContain('Run 3, after 2 of 3 answers')
		expect(counted.stderr).toContain('3 answers in 3 runs: 0 odd')
		const none = await cli(argv('--repeat-until', '3'), { runPlan: runWith('error') })
		expect(none.stderr).toContain('No check of this run gave an answer')
		expect(none.stderr.match(/^Run \d/gm)).toHaveLength(1)
		const both = await cli(argv('--repeat-until', '3', '--repeat-each', '2'))
		expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('neither with --repeat-each')])
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
		const broken = await cli(argv('--max-failures', '1'), { runPlan: runWith('error') })
		expect(broken.code).toBe(3)
		expect(broken.stdout).toContain('(--max-failures 1). Exit code 3')
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
})
