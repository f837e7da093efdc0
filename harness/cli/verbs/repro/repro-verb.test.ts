import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { recorded } from '#harness/matrix'
import type { WatchCellOptions, WatchEvent } from '#harness/watch'
import { type CheckRecord, foldEvents, InterruptedError, type RunEvent } from '#results'
import { fakeBzImage, fakeModule, fakeTar } from '#vm/kernel/testing'
import type { RunRequest } from '../../context.ts'
import { runCli } from '../../cli.ts'
import { cliInMemory as cli, fakeAmbient, startedFor } from '../../testing/fake-ambient.ts'

let dir: string
beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'rm-repro-'))))
afterEach(() => rm(dir, { recursive: true }))

const at = '2026-11-23T01:15:10.000Z'
const release = '6.12.0-55.el10.x86_64'
const supported = [
	...['BLK_DEV_INITRD', 'DEVTMPFS', 'UNIX', 'TMPFS', 'FHANDLE', 'CGROUPS', 'INET', 'USER_NS', 'EXT4_FS'],
	...['SERIAL_8250_CONSOLE', 'VIRTIO_PCI', 'VIRTIO_NET', 'BLK_DEV_NVME'],
]

/** A kernel of a customer's: without virtio_blk, and without br_netfilter unless it is named. */
async function kernel({
	bits,
	modules = [],
}: { bits?: 32 | 64; modules?: readonly string[] } = {}): Promise<string> {
	const filler = Array.from({ length: 250 }, (_, i) => `CONFIG_ON_${i}=y\n# CONFIG_OFF_${i} is not set`)
	const config = `#\n# Linux/x86 6.12.0 Kernel Configuration\n#\n${[...filler, ...supported.map((name) => `CONFIG_${name}=y`)].join('\n')}\n`
	const module = fakeModule({ info: [`vermagic=${release}`] })
	const files = modules.map((name) => [`lib/modules/${release}/kernel/net/${name}.ko`, module])
	const path = join(dir, 'kernel.tar')
	const packed = { 'boot/vmlinuz': fakeBzImage({ release, bits }), 'boot/config': config }
	await writeFile(
		path,
		await fakeTar({ ...packed, ...(Object.fromEntries(files) as Record<string, Buffer>) }),
	)
	return path
}

/** A run whose one check ends so; what was asked for is in `asked`. */
function running(outcome: 'pass' | 'fail') {
	const asked: RunRequest[] = []
	const runPlan = async (request: RunRequest) => {
		asked.push(request)
		const { id } = request.plan.cells[0]!
		const events: RunEvent[] = [
			startedFor(request),
			{ at, type: 'cell.started', cell: id, attempt: 1 },
			{ at, type: 'check.ended', cell: id, check: 'egress.tcp', outcome, ms: 5 },
			{ at, type: 'cell.ended', cell: id, outcome: 'completed' },
			{ at, type: 'run.ended', state: 'completed' },
		]
		events.forEach(request.onEvent)
		return { dir: 'runs/x', results: foldEvents(events) }
	}
	return { asked, runPlan }
}

const cellOf = ({ asked: [request] }: { asked: RunRequest[] }) => recorded(request!.plan.cells[0]!)
const runs = () => ['--runs-dir', dir]

it('makes a cell of a customer’s kernel, named by its release, and says what it is before it boots', async () => {
	const path = await kernel({ modules: ['br_netfilter'] })
	const run = running('pass')
	const { code, stdout } = await cli(['repro', path, '--docker', '27.5.1', ...runs()], run)
	expect(code).toBe(0)
	expect(stdout).toContain('The disk is nvme: virtio_blk: CONFIG_VIRTIO_BLK is not set.')
	const { axes, slug } = cellOf(run)
	expect(axes).toMatchObject({
		kernel: `file:${relative('', path)}`,
		brNetfilter: 'loaded',
		docker: 'upstream:27.5.1',
		network: 'slirp4netns',
		portDriver: 'builtin',
	})
	expect(slug).toBe(`k${release}-loaded-docker27.5.1-slirp4netns-builtin-default`)
	expect(run.asked[0]!.artifacts).toMatchObject({ baseDir: process.cwd() })
})

it('takes br_netfilter for absent where the kernel has none', async () => {
	const run = running('pass')
	await cli(['repro', await kernel(), ...runs()], run)
	expect(cellOf(run).axes.brNetfilter).toBe('absent')
})

it('boots nothing for a kernel that cannot run, and says why', async () => {
	const { code, stdout } = await cli(['repro', await kernel({ bits: 32 }), ...runs()])
	expect(code).toBe(3)
	expect(stdout).toMatch(/cannot run a guest here: 32-bit/)
})

it('says what would help where something failed', async () => {
	const run = running('fail')
	const asked = ['--network', 'pasta@2025_05_03', '--daemon', 'icc=false', '--cmdline', 'ipv6.disable=1']
	const argv = ['repro', '6.12', ...asked, ...runs()]
	const { code, stdout } = await cli(argv, run)
	expect(code).toBe(1)
	expect(cellOf(run)).toMatchObject({
		axes: {
			kernel: 'debian:6.12',
			network: 'pasta@2025_05_03',
			portDriver: 'implicit',
			cmdline: 'ipv6.disable=1',
		},
		daemonSettings: { icc: false },
	})
	expect(stdout).toContain('What would change it')
})

it('says all of it but the progress in Chinese where it is asked to, and JSON as ever', async () => {
	const asked = ['repro', '6.12', '--network', 'pasta@2025_05_03', '--daemon', 'icc=false', ...runs()]
	const { code, stdout } = await cli([...asked, '--lang', 'zh'], running('fail'))
	expect(code).toBe(1)
	expect(stdout).toContain('未指定，因此假定：')
	expect(stdout).toContain('怎样才会改变')
	expect(stdout).toContain('退出码 1：')
	expect(stdout).not.toMatch(/What would|Not said|Report:|Exit code|Known to|DOES NOT/)
	const json = await cli([...asked, '--lang', 'zh', '--json'], running('fail'))
	const english = await cli([...asked, '--json'], running('fail'))
	expect(json.stdout).toBe(english.stdout)
})

it('runs a recorded cell again: the same id, and the same name', async () => {
	const first = running('pass')
	await cli(['repro', '6.12', '--docker', '26.1', '--daemon', 'icc=false', ...runs()], first)
	const cell = cellOf(first)
	const run = join(dir, 'x')
	await mkdir(join(run, 'cells', cell.slug), { recursive: true })
	await writeFile(join(run, 'events.ndjson'), `${JSON.stringify(startedFor(first.asked[0]!))}\n`)
	for (const path of [join(run, 'cells', cell.slug), join(run, cell.slug), join(run, cell.id)]) {
		const again = running('pass')
		expect((await cli(['repro', path, ...runs()], again)).code).toBe(0)
		expect(cellOf(again)).toEqual(cell)
	}
	const { code, stderr } = await cli(['repro', join(run, 'cells', 'other'), ...runs()])
	expect([code, stderr]).toEqual([2, expect.stringContaining(`has no cell "other"; it has ${cell.slug}`)])
})

it('says all mistakes at once', async () => {
	const argv = [
		'repro',
		'6.12',
		'--network',
		'bridge',
		'--checks',
		'nosuch.*',
		'--daemon',
		'icc=maybe',
		...runs(),
	]
	const { code, stderr } = await cli(argv)
	expect(code).toBe(2)
	expect(stderr).toMatch(/nosuch.*\n.*icc.*\n.*bridge/s)
	expect((await cli(['repro', join(dir, 'no.rpm'), ...runs()])).stderr).toContain('no.rpm: cannot be opened')
})

/** A watch that reports these events, and is interrupted. */
function watching(events: readonly WatchEvent[]) {
	const asked: WatchCellOptions[] = []
	const watchCell = async (options: WatchCellOptions): Promise<never> => {
		asked.push(options)
		events.forEach(options.onEvent)
		throw new InterruptedError('Stopped by SIGINT.')
	}
	return { asked, watchCell }
}

it('watches: a line for each verdict, with how long it took from the save, and what did not load in a sentence', async () => {
	const check = { id: 'egress.tcp', verdict: 'pass', ms: 3, attempts: 1 } as const
	const failed: CheckRecord = {
		...check,
		verdict: 'fail',
		message: 'no answer\nat all',
		evidence: ['a.txt'],
	}
	const evidenceDir = join(dir, '1')
	const run = watching([
		{ type: 'judged', check, ms: 940, evidenceDir },
		{ type: 'ready' },
		{ type: 'saved', paths: [resolve('suites/egress/tcp.checks.ts')] },
		{ type: 'judged', check: failed, ms: 2300, evidenceDir },
		{ type: 'broken', reason: 'suites/egress/tcp.checks.ts:3:1: Unexpected token', ms: 1500 },
		{ type: 'lost', reason: 'it did not come up\nwithin 4 min', begins: 'at the next save' },
		{ type: 'lost', reason: 'it did not come up', begins: 'now' },
	])
	const { stdout } = await cli(['repro', '6.12', '--checks', 'egress.tcp', '--watch'], run)
	expect(stdout.slice(stdout.indexOf('k6.12')))
		.toBe(`k6.12-loaded-docker27.5.1-slirp4netns-builtin-default: egress.tcp, again at each save. Ctrl-C ends it.
✔ pass egress.tcp (0.9 s with the VM up)
Ready for the next save.

suites/egress/tcp.checks.ts
✘ FAIL egress.tcp (2.3 s after the save)
  no answer at all
  ${evidenceDir}/a.txt
! ERROR suites/egress/tcp.checks.ts:3:1: Unexpected token (1.5 s after the save)
! ERROR There is no VM for the next save: it did not come up within 4 min. That save starts another one.
! ERROR There is no VM for this save: it did not come up. Another one is started.
`)
	const [options] = run.asked
	expect(options).toMatchObject({ checks: ['egress.tcp'], snapshots: true })
	expect(options?.folders).toContain(resolve('suites/egress'))
	expect(existsSync(options!.scratch)).toBe(false)
})

it('watches nothing without checks, nor where a run would be recorded or booted', async () => {
	const { code, stderr } = await cli(['repro', '6.12', '--watch', '--json', '--no-snapshots', '--lang', 'zh'])
	expect(code).toBe(2)
	expect(stderr).toMatch(/--watch wants --checks.*--json.*--lang.*--no-snapshots/s)
})

it('ends a watch with 130 when it is interrupted, and leaves nothing', async () => {
	const scratches: string[] = []
	const watchCell = async ({ scratch, signal }: WatchCellOptions): Promise<never> => {
		scratches.push(scratch)
		signals.emit('SIGINT')
		throw signal.reason
	}
	const argv = ['repro', '6.12', '--checks', 'egress.tcp', '--watch']
	const { ambient, signals, stderr } = fakeAmbient(argv, { watchCell })
	expect(await runCli(ambient)).toBe(130)
	expect(stderr.text).toBe('SIGINT: stopping. The VM is shut down; a watch records nothing.\n')
	expect(scratches.map((path) => existsSync(path))).toEqual([false])
})
