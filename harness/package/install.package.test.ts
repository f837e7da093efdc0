import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordRun } from '#harness/run'
import { ownSources } from '#harness/sources'
import { createRun } from '#results'
import { cellRun, checked, exampleCell, runEnded, runStarted } from '#results/testing'
import { writeExamples } from './testing/examples.ts'
import { type Install, installTarball } from './testing/install.ts'
import { measureStarts } from './testing/measure-starts.ts'

const root = join(import.meta.dirname, '../..')

let install: Install
beforeAll(async () => void (install = await installTarball()))
afterAll(() => install[Symbol.asyncDispose]())

describe('the tarball', () => {
	it('has what is needed, and nothing else', () => {
		const others = install.files.map(({ path }) => path).filter((path) => !path.startsWith('dist/'))
		expect(others.sort()).toEqual(['LICENSE', 'README.md', 'harness/cli/bin.js', 'package.json'])
		const inDist = install.files.map(({ path }) => path).filter((path) => /^dist\/(?!types\/)/.test(path))
		expect(inDist.filter((path) => /(\.test\.|testing|fixture|\/fake\/|\.ts$|\.map$)/.test(path))).toEqual([])
	})

	it('has the man page that npm is told of', async () => {
		const manifest = JSON.parse(await readFile(join(install.package, 'package.json'), 'utf8')) as {
			man: string
		}
		const page = gunzipSync(await readFile(join(install.package, manifest.man)))
		expect(page.equals(await readFile(join(root, 'docs/rootless-matrix.1')))).toBe(true)
	})

	it('is small: under 1.6 MB when it is unpacked', () => {
		expect(install.files.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(1_600_000)
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

/** What the process of the suites says when it is asked for one check of a cell without a daemon. */
async function askedIn(
	{ package: packed, directory }: Install,
	check: string,
	config = '',
): Promise<unknown[]> {
	const child = fork(join(packed, 'dist/suites/runner/child.js'), [join(directory, 'none')], {
		execArgv: [],
		stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
		env: { ...process.env, ROOTLESS_MATRIX_CONFIG: config },
	})
	try {
		child.send({ type: 'open', checks: [check], concurrency: 1 })
		child.send({ type: 'run', keepFixtures: true, facts: { daemon: { state: 'failed' } } })
		const seen: unknown[] = []
		child.on('message', (message) => void seen.push(message))
		await once(child, 'close')
		return seen
	} finally {
		child.kill('SIGKILL')
	}
}

/** A run with one check, as `run` records it. */
async function recorded(directory: string, outcome: 'pass' | 'fail'): Promise<string> {
	await using store = await createRun({ runsDir: join(directory, 'runs'), matrix: 'quick' })
	const cell = exampleCell('a'.repeat(12), 'cell-a')
	const ended = checked(cell.id, 'dns.udp', { outcome })
	for (const event of [{ ...runStarted(cell), runId: store.runId }, ...cellRun(cell.id, ended), runEnded])
		store.emit(event)
	await recordRun(store)
	return store.dir
}

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
		const dir = await recorded(install.directory, 'pass')
		await install.cli('report', dir, '--write')
		expect(await readFile(join(dir, 'report/index.html'), 'utf8')).toContain('dns.udp')
	})

	it('runs the checks in a process of their own', async () => {
		const seen = await askedIn(install, 'dns.udp')
		expect(seen[0]).toEqual({ type: 'event', event: { type: 'check.started', check: 'dns.udp' } })
		expect(seen.at(-1)).toEqual({ type: 'done' })
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

describe('as a library', () => {
	it('its examples run in an empty project, but for the one that boots VMs', async () => {
		const names = await writeExamples('docs/guide/library.md', install.directory)
		expect(names).toEqual(['expect.mjs', 'run.mjs', 'compare.mjs', 'schema.mjs'])
		await rename(await recorded(install.directory, 'pass'), join(install.directory, 'runs/before'))
		await rename(await recorded(install.directory, 'fail'), join(install.directory, 'runs/after'))
		expect((await install.node('expect.mjs')).stdout).toMatch(
			/^k6\.12-loaded-docker27\.5\.1-pasta.* \S+\.\S+/,
		)
		expect((await install.node('compare.mjs')).stdout).toBe('1\n')
		expect((await install.node('schema.mjs')).stdout).toContain(' axes ')
	})

	it('does nothing when it is imported', async () => {
		const program = `const before = process.eventNames().length
			await import('rootless-matrix')
			console.log(process.eventNames().length - before)`
		const { stdout, stderr } = await install.node('--input-type=module', '-e', program)
		expect([stdout, stderr]).toEqual(['0\n', ''])
	})

	it.each([
		['node16', ['--module', 'node16', '--moduleResolution', 'node16']],
		['bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
	])('says its types to a compiler that resolves as %s', async (_, resolution) => {
		const names = [
			...(await writeExamples('docs/guide/library.md', install.directory)),
			...(await writeExamples('docs/guide/plugins.md', install.directory)),
			'types.mts',
		]
		const wrong = `import { planMatrix, run } from 'rootless-matrix'
			// @ts-expect-error A matrix is no text.
			planMatrix('quick')
			// @ts-expect-error There is no such option.
			void run({} as never, { job: 2 })`
		await writeFile(join(install.directory, 'types.mts'), wrong)
		const tsc = join(root, 'node_modules/typescript-7/bin/tsc')
		const options = '--noEmit --strict --allowJs --checkJs --target es2022 --lib es2023,esnext.disposable'
		const types = ['--types', 'node', '--typeRoots', join(root, 'node_modules/@types')]
		const ended = await install
			.node(tsc, ...options.split(' '), ...resolution, ...types, ...names)
			.catch((error: { stdout: string }) => error)
		expect(ended.stdout).toBe('')
	})
})

describe('a site’s own plug-ins', () => {
	it('stand among the checks and the known issues, and make another harness of it, whatever file of theirs changes', async () => {
		const site = join(install.directory, 'site')
		await writeExamples('docs/guide/plugins.md', site)
		const cli = async (...argv: string[]) =>
			JSON.parse((await install.cliIn(site, ...argv)).stdout) as unknown
		const about = async () =>
			(await cli('info', '--json')) as { 'plug-ins': string; 'rootless-matrix': string }
		expect(await cli('checks', 'site.resolver', '--json')).toMatchObject({
			knownIssues: [{ id: 'site-resolver-with-old-passt' }],
		})
		const explained = await cli('explain', '--docker', '27.5.1', '--passt', '2023_03_09', '--json')
		expect(JSON.stringify(explained)).toContain('site-resolver-with-old-passt')
		const first = await about()
		expect(first['plug-ins']).toBe('site')
		expect(first['rootless-matrix']).not.toContain(await ownSources())
		await appendFile(join(site, 'resolver-rule.mjs'), '\n// another\n')
		expect((await about())['rootless-matrix']).not.toBe(first['rootless-matrix'])
	})

	it('are asked in the process of the suites', async () => {
		const site = join(install.directory, 'site')
		await writeExamples('docs/guide/plugins.md', site)
		const seen = await askedIn(install, 'site.resolver', join(site, 'rootless-matrix.config.mjs'))
		expect(seen[0]).toEqual({ type: 'event', event: { type: 'check.started', check: 'site.resolver' } })
		expect(seen.at(-1)).toEqual({ type: 'done' })
	})

	it('are refused with the place of what is wrong', async () => {
		const site = join(install.directory, 'wrong')
		await mkdir(site, { recursive: true })
		const text = `export default { plugins: [{ name: 'ours', checks: [{ checks: [{ id: 'dns.udp' }] }] }] }`
		await writeFile(join(site, 'rootless-matrix.config.mjs'), text)
		const ended = await install
			.cliIn(site, 'checks')
			.catch((error: { code: number; stderr: string }) => error)
		expect(ended).toMatchObject({ code: 2 })
		expect(ended.stderr).toContain('the plug-in "ours": its check "dns.udp" does not say from where it asks')
	})
})
