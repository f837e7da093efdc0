import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BootError, foldEvents, type Results, type RunEvent } from '#results'
import { runCli } from './cli.ts'
import type { RunRequest } from './context.ts'
import { fakeAmbient, startedFor } from './fake-ambient.ts'

const at = '2026-11-23T01:15:10.000Z'

/** A run of every cell whose only check has this outcome. */
function runWith(outcome: 'pass' | 'fail' | 'error') {
	return async (request: RunRequest): Promise<{ dir: string; results: Results }> => {
		const events: RunEvent[] = [startedFor(request)]
		for (const { id } of request.plan.cells)
			events.push(
				{ at, type: 'cell.started', cell: id, attempt: 1 },
				{ at, type: 'check.ended', cell: id, check: 'egress.tcp', outcome, ms: 5 },
				{ at, type: 'cell.ended', cell: id, outcome: 'completed' },
			)
		events.push({ at, type: 'run.ended', state: 'completed' })
		events.forEach(request.onEvent)
		return { dir: 'runs/20261123T011500Z-quick', results: foldEvents(events) }
	}
}

async function cli(
	argv: readonly string[],
	...rest: [Parameters<typeof fakeAmbient>[1]?, NodeJS.ProcessEnv?]
) {
	const { ambient, stdout, stderr } = fakeAmbient(argv, ...rest)
	return { code: await runCli(ambient), stdout: stdout.text, stderr: stderr.text }
}

describe('help', () => {
	it('of the whole names the verbs, how to start, the exit codes and the environment', async () => {
		const { code, stdout, stderr } = await cli(['--help'])
		expect([code, stderr]).toEqual([0, ''])
		expect(stdout).toMatchInlineSnapshot(`
			"Usage: rootless-matrix <verb> [options]

			Does rootless Docker's networking work on this kernel, with this passt, and if not, why?

			Boots real virtual machines with varying kernels (with and without br_netfilter), Docker
			and passt versions, installs rootless Docker in each, checks its networking with real
			packets, and records a compatibility matrix. Runs on Debian; needs no hardware
			virtualisation.

			Options:
			  -V, --version               print the version
			  --debug                     show where in the code an unexpected error happened
			  -h, --help                  show this help, or that of a verb

			Verbs:
			  doctor [options]            find out what this machine has and lacks; --fix installs it
			  plan [options]              show which configurations a run would test, without running
			                              anything
			  run [options]               boot the VMs, run the checks, record the results
			  report [options] [run-dir]  show the results of a run again, from its event log

			Start here:
			  $ rootless-matrix doctor --fix          install what is needed, with apt
			  $ rootless-matrix run --preset quick    six configurations; see runs/latest/

			Exit codes:
			  0    no check failed, except as a known issue says
			  1    a check failed
			  2    bad usage, or a mistake in the matrix file; nothing was started
			  3    the harness or this machine broke, so the results are incomplete
			  130  stopped by Ctrl-C; 143 by SIGTERM, 129 by a closed terminal

			Environment:
			  ROOTLESS_MATRIX_CACHE          where downloads and built images are kept (several GiB);
			                                 otherwise $XDG_CACHE_HOME/rootless-matrix,
			                                 otherwise ~/.cache/rootless-matrix
			  ROOTLESS_MATRIX_DEBIAN_MIRROR  Debian mirror to use; otherwise this machine's own
			  ROOTLESS_MATRIX_DEBUG=1        the same as --debug
			  NO_COLOR=1                     no colours
			  CI=1                           plain lines instead of a live view
			"
		`)
	})

	it.each(['doctor', 'plan', 'run', 'report'])('of %s has an example', async (verb) => {
		const { code, stdout } = await cli([verb, '--help'])
		expect(code).toBe(0)
		expect(stdout).toContain(`$ rootless-matrix ${verb}`)
	})

	it('is what one gets without a verb, as an error', async () => {
		const { code, stdout, stderr } = await cli([])
		expect([code, stdout]).toEqual([2, ''])
		expect(stderr).toContain('Exit codes:')
	})

	it('fits into the width of the terminal', async () => {
		const { stdout } = await cli(['--help'])
		expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(90)
	})
})

describe('bad usage', () => {
	it.each([
		['an unknown verb', ['rnu'], "unknown command 'rnu' (Did you mean run?)"],
		[
			'an unknown flag',
			['plan', '--presset', 'quick', '-p', 'quick'],
			"unknown option '--presset' (Did you mean --preset?)",
		],
		['a flag without its value', ['run', '--preset'], "option '-p, --preset <name>' argument missing"],
		['an unexpected argument', ['doctor', 'now'], "unexpected argument 'now'"],
		['no matrix', ['run'], 'say what to test: --preset NAME (quick) or --matrix FILE'],
		['two matrices', ['plan', '-p', 'quick', '-m', 'x.yaml'], '--preset and --matrix exclude each other'],
		['an unknown preset', ['run', '--preset', 'nosuch'], 'there is no preset "nosuch"; there are: "quick"'],
		[
			'a filter that matches nothing',
			['plan', '-p', 'quick', '--only', 'x*'],
			'--only x* matches none of the cells',
		],
		['no run to report', ['report', '--runs-dir', 'no-such-dir'], 'there is no run in no-such-dir/ yet'],
		['a directory that is no run', ['report', 'no-such-dir'], 'no-such-dir is not the directory of a run'],
	])('%s is exit code 2 and says so', async (_, argv, message) => {
		const { code, stderr, stdout } = await cli(argv)
		expect([code, stdout]).toEqual([2, ''])
		expect(stderr).toContain(`rootless-matrix: ${message}`)
		expect(stderr).toContain('--help`.')
	})

	it('is said all at once', async () => {
		const { code, stderr } = await cli([
			'run',
			'--preset',
			'nosuch',
			'--jbos',
			'3',
			'--jobs',
			'many',
			'extra',
		])
		expect(code).toBe(2)
		expect(stderr).toMatchInlineSnapshot(`
			"rootless-matrix: 4 problems with \`run\`:
			  unknown option '--jbos' (Did you mean --jobs?)
			  unexpected argument 'extra'
			  --jobs takes a whole number from 1, not 'many'
			  there is no preset "nosuch"; there are: "quick"
			  A matrix file of your own goes with --matrix FILE.
			See \`rootless-matrix run --help\`.
			"
		`)
	})
})

describe('plan', () => {
	it('shows every cell, and as JSON the same', async () => {
		const { code, stdout } = await cli(['plan', '--preset', 'quick'])
		expect(code).toBe(0)
		const json = JSON.parse((await cli(['plan', '--preset', 'quick', '--json'])).stdout) as {
			cells: { slug: string }[]
		}
		expect(json.cells).toHaveLength(6)
		for (const { slug } of json.cells) expect(stdout).toContain(slug)
	})

	it('with --only has the matching cells, and a hash of its own', async () => {
		const plan = async (...more: string[]) =>
			JSON.parse((await cli(['plan', '-p', 'quick', '--json', ...more])).stdout) as {
				matrixHash: string
				cells: { id: string; slug: string }[]
			}
		const [all, pasta] = [await plan(), await plan('--only', '*pasta*')]
		expect(pasta.cells).toEqual(all.cells.filter(({ slug }) => slug.includes('pasta')))
		expect(pasta.cells).toHaveLength(2)
		expect(pasta.matrixHash).not.toBe(all.matrixHash)
	})
})

describe('run', () => {
	let runsDir = ''
	beforeEach(async () => void (runsDir = await mkdtemp(join(tmpdir(), 'rootless-matrix-cli-'))))
	afterEach(() => rm(runsDir, { recursive: true }))
	const argv = (...more: string[]) => [
		'run',
		'--preset',
		'quick',
		'--only',
		'*pasta2023*',
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
