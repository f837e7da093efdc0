import { execFile, type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, openSync, readSync } from 'node:fs'
import { mkdir, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Injection, Step } from './injection/injection.ts'
import { fakeChecks, type FakeSetup } from './process/setup.ts'

export const run = promisify(execFile)

/** Where an injection lives. */
export interface Workspace {
	readonly dir: string
	readonly runs: string
	readonly cache: string
	readonly tmp: string
	readonly matrix: string
}

const matrixText = `schemaVersion: 1
name: faults
daemons: { default: {} }
axes:
  kernel: debian:6.12
  brNetfilter: loaded
  docker: [debian:26.1, debian:28.5]
  rootlesskit: bundled
  network: pasta@2025_05_03
  portDriver: implicit
  daemon: default
checks: [${fakeChecks.join(', ')}]
coverage: full
`

/** Makes the directories of an injection; `places` are those that lie elsewhere. */
export async function makeWorkspace(
	dir: string,
	places: { readonly [Place in 'runs' | 'cache']?: string | undefined } = {},
): Promise<Workspace> {
	const workspace = {
		dir,
		runs: places.runs ?? join(dir, 'runs'),
		cache: places.cache ?? join(dir, 'cache'),
		tmp: join(dir, 'tmp'),
		matrix: join(dir, 'matrix.yaml'),
	}
	await mkdir(workspace.tmp, { recursive: true })
	await writeFile(workspace.matrix, matrixText)
	return workspace
}

export const runArguments = (
	{ matrix, runs }: Pick<Workspace, 'matrix' | 'runs'>,
	snapshots: boolean,
): string[] => [
	...['run', '--matrix', matrix, '--runs-dir', runs, '--jobs', '2'],
	...(snapshots ? [] : ['--no-snapshots']),
]

export const environmentOf = ({ cache, tmp }: Workspace) => ({
	ROOTLESS_MATRIX_CACHE: cache,
	TMPDIR: tmp,
	NO_COLOR: '1',
})

export interface Harness {
	readonly child: ChildProcess
	readonly pid: number
	/** Of its injection. */
	readonly dir: string
	/** Its exit code, or the signal that ended it. */
	readonly ended: Promise<number | NodeJS.Signals>
	output(): string
	isOver(): boolean
}

/** Starts a harness with fakes, as a process in a group of its own. */
export async function startHarness(
	bundle: string,
	workspace: Workspace,
	argv: readonly string[],
	setup: FakeSetup,
): Promise<Harness> {
	// Beside the temporary directory: what it is told is no leftover of the harness.
	const told = join(workspace.dir, `setup-${randomBytes(4).toString('hex')}.json`)
	await writeFile(told, JSON.stringify(setup))
	return startProcess(workspace, [bundle, ...argv], { RM_FAULTS: told })
}

/** Starts a script with Node as a process in a group of its own, as a terminal does. */
export function startProcess(
	workspace: Workspace,
	argv: readonly string[],
	env: NodeJS.ProcessEnv = {},
): Harness {
	const child = spawn(process.execPath, argv, {
		env: { ...process.env, ...environmentOf(workspace), ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true,
	})
	let text = ''
	let over = false
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(-20_000)))
	const ended = once(child, 'close').then(([code, signal]) => {
		over = true
		return (code ?? signal) as number | NodeJS.Signals
	})
	return { child, pid: child.pid ?? 0, dir: workspace.dir, ended, output: () => text, isOver: () => over }
}

/** The directory of the newest run; undefined when there is none. */
export async function newestRun(runs: string): Promise<string | undefined> {
	const name = await readlink(join(runs, 'latest')).catch(() => undefined)
	return name === undefined ? undefined : join(runs, name)
}

/** Whether a line of an event log says that a step begins. */
export function begins(line: string, step: Step): boolean {
	try {
		const { type, phase } = JSON.parse(line) as { readonly type?: unknown; readonly phase?: unknown }
		return step === 'report' ? type === 'run.ended' : type === 'phase.started' && phase === step
	} catch {
		// Torn.
		return false
	}
}

/**
 * Waits until the events say that a step has begun for the n-th time; false when the harness ends before, or says nothing
 * for so many milliseconds, as one that waits for a guest that never speaks.
 */
export async function reached(
	harness: Harness,
	runs: string,
	{ step, cell: nth, quietMs }: Pick<Injection, 'step' | 'cell'> & { readonly quietMs: number },
): Promise<boolean> {
	if (step === 'start') return true
	const wanted = step === 'report' ? 1 : nth + 1
	let begun = 0
	let fd: number | undefined
	let text = ''
	const chunk = Buffer.alloc(65_536)
	let lastRead = Date.now()
	try {
		while (!harness.isOver() && Date.now() - lastRead < quietMs) {
			if (fd === undefined) {
				const dir = await newestRun(runs)
				if (dir !== undefined)
					try {
						fd = openSync(join(dir, 'events.ndjson'), 'r')
					} catch {
						// Not made yet.
					}
			}
			if (fd !== undefined) {
				for (let size = readSync(fd, chunk); size > 0; size = readSync(fd, chunk)) {
					text += chunk.toString('utf8', 0, size)
					lastRead = Date.now()
				}
				const lines = text.split('\n')
				text = lines.pop() ?? ''
				begun += lines.filter((line) => begins(line, step)).length
				if (begun >= wanted) return true
			}
			await sleep(3)
		}
		return false
	} finally {
		if (fd !== undefined) closeSync(fd)
	}
}
