import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { recordRun } from '#harness/run'
import { ownSources } from '#harness/sources'
import { createRun } from '#results'
import { cellRun, checked, exampleCell, runEnded, runStarted } from '#results/testing'
import { type Install, installTarball } from './testing/install.ts'
import { measureStarts } from './testing/measure-starts.ts'

const root = join(import.meta.dirname, '../..')

// Each starts processes, which a busy machine does late.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

let install: Install
beforeAll(async () => void (install = await installTarball()))
afterAll(() => install[Symbol.asyncDispose]())

describe('the tarball', () => {
	it('has what is needed, and nothing else', () => {
		const others = install.files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'))
		expect(others.sort()).toEqual([
			'LICENSE',
			'README.md',
			'docs/rootless-matrix.1',
			'harness/cli/bin.js',
			'package.json',
		])
		const inDist = install.files.map(({ path }) => path).filter((path) => path.startsWith('dist/'))
		expect(
			inDist.filter((path) => /(\.test\.|testing|fixture|\/fake\/|[^d]\.ts$|\.map$)/.test(path)),
		).toEqual([])
	})

	it('is small: under 1.5 MB when it is unpacked', () => {
		expect(install.files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(1_500_000)
	})

	it('has every file that a module looks for beside itself', async () => {
		const looked: string[] = []
		for (const source of install.sources) {
			const text = await readFile(join(root, source), 'utf8')
			const named =
				/(?:new URL\(|join\(import\.meta\.dirname, )['"`]([^'"`$]+)[^'"`]*['"`](?:, import\.meta\.url)?\)/g
			for (const [call, name = ''] of text.matchAll(named))
				if (call.includes('import.meta')) looked.push(join(dirname(source), name))
		}
		expect(looked).toContain('vm/host/run.sh')
		expect(looked).toContain('harness/matrix/presets/')
		// Of a name that is put together, the part that is known: `configs/`, or `child` before its `.js`.
		const missing = looked.filter(
			(path) =>
				!existsSync(join(install.package, 'dist', path)) &&
				!existsSync(join(install.package, 'dist', `${path}.js`)),
		)
		// The sources of the clone, which an install does not have; the start of a program in TypeScript.
		expect(missing.sort()).toEqual(['suites/runner/bootstrap.js', 'vm/host/typescript/register.js'])
	})

	it('is the harness that the clone is', async () => {
		const built: unknown = JSON.parse(await readFile(join(install.package, 'dist/built.json'), 'utf8'))
		expect(built).toMatchObject({ sources: await ownSources() })
	})
})

describe('installed in an empty directory, the command', () => {
	it('says its version and its help', async () => {
		const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
		expect((await install.cli('--version')).stdout).toBe(`${version}\n`)
		const { stdout, stderr } = await install.cli('--help')
		expect(stdout).toMatch(/^Usage: rootless-matrix <verb>/)
		expect(stderr).toBe('')
	})

	it('plans a preset, and looks at the machine', async () => {
		expect((await install.cli('plan', '--preset', 'quick')).stdout).toMatch(/^quick: 12 cells/)
		const ended = await install.cli('doctor', '--json').catch((error: { stdout: string }) => error)
		expect(JSON.parse(ended.stdout)).toHaveProperty('ready')
	})

	it('reports a run that was recorded, as a page as well', async () => {
		const runs = await mkdtemp(join(tmpdir(), 'rm-packed-run-'))
		try {
			await using store = await createRun({ runsDir: runs, matrix: 'quick' })
			const cell = exampleCell('a'.repeat(12), 'cell-a')
			const passed = checked(cell.id, 'dns.udp', { outcome: 'pass' })
			for (const event of [
				{ ...runStarted(cell), runId: store.runId },
				...cellRun(cell.id, passed),
				runEnded,
			])
				store.emit(event)
			await recordRun(store)
			await install.cli('report', store.dir, '--write')
			expect(await readFile(join(store.dir, 'report/index.html'), 'utf8')).toContain('dns.udp')
		} finally {
			await rm(runs, { recursive: true, force: true })
		}
	})

	it('runs the checks in a process of their own', async () => {
		const child = fork(
			join(install.package, 'dist/suites/runner/child.js'),
			[join(install.directory, 'none')],
			{
				execArgv: [],
				stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
			},
		)
		try {
			child.send({ type: 'open', checks: ['dns.udp'], concurrency: 1 })
			child.send({ type: 'run', keepFixtures: true, facts: { daemon: { state: 'failed' } } })
			const seen: { type: string; event?: { type: string; check: string } }[] = []
			child.on('message', (message: (typeof seen)[0]) => void seen.push(message))
			await once(child, 'close')
			expect(seen[0]).toEqual({ type: 'event', event: { type: 'check.started', check: 'dns.udp' } })
			expect(seen.at(-1)).toEqual({ type: 'done' })
		} finally {
			child.kill('SIGKILL')
		}
	})

	it('starts at once: --version and --help take at most twice the time of `node -e 0`', async () => {
		const bin = join(install.package, 'harness/cli/bin.js')
		for (const { argv, ratio, cpu } of await measureStarts([
			[bin, '--version'],
			[bin, '--help'],
		])) {
			expect(ratio, argv.join(' ')).toBeLessThanOrEqual(2)
			expect(cpu, argv.join(' ')).toBeLessThan(300)
		}
	})
})
