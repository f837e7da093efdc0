import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { recorded } from '#harness/matrix'
import type { RunRequest } from '../../context.ts'
import { cliInMemory as cli } from '../../testing/fake-ambient.ts'
import { runWith } from '../../testing/run-with.ts'

let dir: string
let bundle: string
beforeEach(async () => {
	dir = await mkdtemp(join(tmpdir(), 'rm-collect-'))
	bundle = join(dir, 'bundle.txt')
	const off = Array.from({ length: 300 }, (_, index) => `| # CONFIG_OFF_${index} is not set`)
	const sections = {
		kernel: ['Linux 6.12.0-55.el10.x86_64 #1 SMP x86_64'],
		programs: [
			'dockerd: Docker version 27.5.1, build 1',
			'pasta: pasta 2025_05_03',
			'slirp4netns: not in PATH',
		],
		'daemon.json': ['"icc": false'],
		lsmod: ['overlay'],
		config: ['# Linux/x86 6.12.0 Kernel Configuration', 'CONFIG_USER_NS=y', 'CONFIG_BRIDGE=m'],
		modules: ['bridge'],
	}
	const text = Object.entries(sections).map(([name, lines]) =>
		[`== ${name}`, ...lines.map((line) => `| ${line}`)].join('\n'),
	)
	await writeFile(
		bundle,
		['rootless-matrix bundle 1', ...text.slice(0, -1), ...off, text.at(-1), ''].join('\n'),
	)
})
afterEach(() => rm(dir, { recursive: true }))

it('prints a script that says what it does', async () => {
	const { code, stdout } = await cli(['collect'])
	expect(code).toBe(0)
	expect(stdout).toMatch(/^#!\/bin\/sh\n.*Needs no root, changes nothing/s)
})

it('explains what is expected of the machine that a bundle is of', async () => {
	const { code, stdout } = await cli(['explain', bundle])
	expect(code).toBe(0)
	expect(stdout).toMatch(/6\.12\.0-55\.el10/)
	expect(stdout).toContain('br_netfilter')
	const json = JSON.parse((await cli(['explain', bundle, '--json'])).stdout) as { assumed: string[] }
	expect(json.assumed.join()).toMatch(/its kernel is 6\.12\.0-55\.el10\.x86_64/)
})

it('makes a run of it: the nearest kernel, or the one that is given; the command line goes before the bundle', async () => {
	const requests: RunRequest[] = []
	const runPlan = async (request: RunRequest) => {
		requests.push(request)
		return runWith('pass')(request)
	}
	expect((await cli(['repro', bundle, '--runs-dir', dir], { runPlan })).code).toBe(0)
	expect(
		(await cli(['repro', bundle, '6.1', '--daemon', 'icc=true', '--runs-dir', dir], { runPlan })).code,
	).toBe(0)
	const [first, second] = requests.map(({ plan }) => recorded(plan.cells[0]!))
	expect(first).toMatchObject({
		axes: {
			kernel: 'debian:6.12',
			brNetfilter: 'absent',
			docker: 'upstream:27.5.1',
			network: 'pasta@2025_05_03',
		},
		daemonSettings: { icc: false },
	})
	expect(second).toMatchObject({ axes: { kernel: 'debian:6.1' }, daemonSettings: { icc: true } })
})
