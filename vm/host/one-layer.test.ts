import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, it, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** What only tests, campaigns and a person's benchmarks run. */
const isTried = (path: string): boolean =>
	/\.(test|fixture)\.ts$|(^|\/)(testing|fake|faults|vm-tests)\/|^(images|vm)\/.*\/fixtures\/|\/fake-/.test(
		path,
	) || /^harness\/(matrix\/bench\/|bench\/(choices|side-by-side|soak-restores|starts)\.ts$)/.test(path)

const product = new Map<string, string>()
beforeAll(async () => {
	for (const folder of ['results', 'vm', 'images', 'suites', 'harness'])
		for (const name of await readdir(join(root, folder), { recursive: true })) {
			const path = join(folder, name)
			if (/\.[cm]?[jt]s$/.test(path) && !isTried(path))
				product.set(path, await readFile(join(root, path), 'utf8'))
		}
})

const filesWith = (isIn: (text: string) => boolean): string[] =>
	[...product].flatMap(([path, text]) => (isIn(text) ? [path] : [])).sort()

const startsProcesses = (text: string): boolean => /(['"`])(node:)?(child_process|cluster)\1/.test(text)

/** zx runs all other programs. */
const runsPrograms = (text: string): boolean => /(['"`])zx(\/\w+)?\1/.test(text)

/** A timer, in whatever way it is waited for or called; or a program that takes time. */
const hasTimer = (text: string): boolean =>
	/\bset(Timeout|Interval|Immediate)\b|(['"`])(node:)?timers(\/promises)?\2|\bAtomics\.wait|\bsleep\b/.test(
		text,
	)

/** A pause of Node's own, or of ours, or a timer that a promise waits for. */
function pauses(text: string): boolean {
	// Only a stream's pause is told no milliseconds: it is none of ours.
	const ours = text.replace(/\b(socket|stdin)\.pause\(\)/g, '')
	// A formatter may break the line between the promise and its timer.
	return /\bpause\(|\.pause\b|(['"`])pause\1|\bpause\b[^{}=;]*\}\s*(=|from\b)|timers\/promises|new Promise[^;]{0,300}set(Timeout|Interval|Immediate)\(|promisify\(\s*set|\(\s*AbortSignal\.timeout\([^()]*\),\s*'abort'/.test(
		ours,
	)
}

// As deep as parentheses go in a condition.
const within = String.raw`(?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*?`
const clock = String.raw`(?:\bnow\(\)|\bnew Date\(\)|\bhrtime\b)`
const untilThen = new RegExp(
	String.raw`\b(while|for) ?\(${within}${clock}|\bif ?\(${within}${clock}${within}\)\s*\{?\s*(break|continue|return)\b`,
)

/** Whether a loop, or whether it goes on, depends on what time it is. */
const asksUntil = (text: string): boolean => untilThen.test(text)

test('processes are started in three files', () => {
	expect(filesWith(startsProcesses)).toEqual([
		'suites/runner/child-process.ts',
		'vm/host/confined.ts',
		'vm/host/session.ts',
	])
	expect(filesWith(runsPrograms)).toEqual([
		// Formatter, linter and compiler, side by side.
		'harness/checks/static.js',
		'vm/host/program.ts',
	])
})

it.each([
	"import { spawn } from 'child_process'",
	'const { spawn } = await import(`node:child_process`)',
	"const { spawn } = process.getBuiltinModule('node:child_process')",
	"import cluster from 'node:cluster'",
])('this starts processes: %s', (text) => {
	expect(startsProcesses(text)).toBe(true)
})

it.each([
	"import { $ } from 'zx'",
	"import { $ } from 'zx/core'",
	"import 'zx/globals'",
	'const { $ } = await import(`zx`)',
])('this runs programs: %s', (text) => {
	expect(runsPrograms(text)).toBe(true)
})

test('a directory in the temporary directory says whose it is, so that a later run removes what a killed one left', () => {
	const files = filesWith((text) => /\btmpdir\(\)/.test(text) && /\b(mkdtemp|makeScratch)\w*\(/.test(text))
	// Lima's homes have a sweep of their own, which ends what runs in them first.
	expect(files).toEqual(['vm/host/owned-directory.ts', 'vm/lima/home.ts'])
})

test('loops that wait by the clock are in the lower layer', () => {
	expect(filesWith(pauses)).toEqual([
		// That others run first takes no time.
		'images/artifacts/apt/version-lookup.ts',
		// The door, for benchmarks.
		'vm/host/index.ts',
		'vm/host/waiting/again.ts',
		'vm/host/waiting/follow.ts',
		'vm/host/waiting/wait.ts',
	])
})

test('whoever else has a timer waits for nothing with it', () => {
	const files = filesWith(hasTimer).filter((path) => !path.startsWith('vm/host/'))
	expect(files).toEqual([
		// Ends a process that does not end by itself.
		'harness/cli/process/interrupts.ts',
		'harness/cli/start.ts',
		// Draws the clock of a run.
		'harness/cli/view/live.ts',
		'harness/cli/view/steps.ts',
		// Looks whether a run has been cancelled while its cell runs.
		'harness/farm/worker/worker.ts',
		// Writes the results of a run whose VMs take long to go.
		'harness/run/record-run.ts',
		// A deadline that an interrupt shortens.
		'harness/run/start/prepare-cell.ts',
		// Saves that come together are one.
		'harness/watch/saves.ts',
		// Lets others run first, so that all their questions are one.
		'images/artifacts/apt/version-lookup.ts',
		// Says how far a build is.
		'images/artifacts/built-kernel/make.ts',
		// Deadlines that start anew.
		'images/artifacts/download/watchdog.ts',
		// Containers and guests sleep, in what these write for them.
		'images/probe/probe-image.ts',
		'suites/check/evidence.ts',
		'suites/fixtures/container.ts',
		'suites/mutation/table/daemon.ts',
		'suites/mutation/table/icc.ts',
		'suites/recovery/vm-change.checks.ts',
		// A deadline of a process, and more containers.
		'suites/runner/child-process.ts',
		'suites/vantage/host-network.ts',
		// A deadline that a busy host makes longer.
		'vm/boot/fair-deadline.ts',
		// A guest that hangs is left.
		'vm/guest/connect.ts',
		// QEMU has its last words.
		'vm/qemu/start.ts',
	])
})

it.each([
	'const sleep = promisify(setTimeout)\nwhile (!done) await sleep(200)',
	'const wait = promisify(setTimeout)',
	"import { promises as timers } from 'node:timers'\nawait timers.setTimeout(200)",
	"import { promises as timers } from 'timers'\nawait timers.setTimeout(200)",
	"const { scheduler } = await import('node:timers/promises')",
	'await new Promise((r) => {\n\tconst t = setInterval(() => isThere() && r(clearInterval(t)), 200)\n})',
	"while (!(await isThere())) await runTool(['sleep', '1'], { signal })",
	"while (!(await isThere())) await runTool(['sh', '-c', 'sleep 1'], { signal })",
	"import { setImmediate } from 'node:timers/promises'\nwhile (!done) await setImmediate()",
	"globalThis['setTimeout'](look, 200)",
	'Atomics.wait(cells, 0, 0, 200)',
])('this has a timer: %s', (text) => {
	expect(hasTimer(text)).toBe(true)
})

it.each([
	"import * as host from '#vm/host'\nwhile (!done) await host.pause(200)",
	"import * as host from '#vm/host'\nconst rest = host.pause\nwhile (!done) await rest(200)",
	"import { pause as rest } from '#vm/host'",
	"const { pause: rest } = await import('#vm/host')",
	"await host['pause'](200)",
	'socket.pause(200)',
	"await once(AbortSignal.timeout(200), 'abort')",
	'const wait = promisify(setTimeout)',
	'await new Promise((r) => {\n\tconst t = setInterval(() => isThere() && r(clearInterval(t)), 200)\n})',
])('this is a pause: %s', (text) => {
	expect(pauses(text)).toBe(true)
})

it.each(['socket.pause()', 'stdin.pause()', 'const pause = delays[tries]\nif (pause === undefined) return'])(
	'this is none: %s',
	(text) => {
		expect(pauses(text)).toBe(false)
	},
)

test('what asks until a time has come, without a pause, is in one place', () => {
	expect(filesWith(asksUntil)).toEqual([
		// Says no more than one line in a while.
		'harness/cli/view/transfers.ts',
		'vm/host/waiting/ask-until.ts',
	])
})

it.each([
	'while (Date.now() < end && !(await probe())) continue',
	'while (!(await probe(at(0))) && performance.now() - began <= 200) {}',
	'do {\n\tfound = await probe()\n} while (\n\tfound === undefined &&\n\tend > now()\n)',
	'for (const end = Date.now() + 200; Date.now() < end; ) await probe()',
	'for (;;) {\n\tif ((await probe()) || this.#now() > end) break\n}',
	'while (true) {\n\tif (new Date() > end) {\n\t\treturn\n\t}\n}',
])('this asks until a time has come: %s', (text) => {
	expect(asksUntil(text)).toBe(true)
})

it.each(['for (const one of all) keep(one, Date.now())', 'if (found) return now()', 'if (late) at = now()'])(
	'this asks no longer for it: %s',
	(text) => {
		expect(asksUntil(text)).toBe(false)
	},
)
