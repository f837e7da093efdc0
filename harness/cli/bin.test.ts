import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, open, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { bundleSources } from '#harness/bundle'

const here = import.meta.dirname
const root = join(here, '../..')

// Each starts processes, which a busy machine does late.
vi.setConfig({ testTimeout: 120_000 })

interface StartOptions {
	readonly env?: NodeJS.ProcessEnv
	/** A file descriptor instead of the pipe that is read. */
	readonly stdout?: number
	readonly stderr?: number
}

/** A program of Node as a user's shell starts it. */
function startNode(argv: readonly string[], { env = {}, stdout, stderr }: StartOptions = {}) {
	const child = spawn(process.execPath, argv, {
		env: { ...process.env, ...env },
		stdio: ['ignore', stdout ?? 'pipe', stderr ?? 'pipe'],
	})
	const read = (stream: NodeJS.ReadableStream | null) => (stream ? text(stream) : '')
	const ended = Promise.all([once(child, 'close'), read(child.stdout), read(child.stderr)]).then(
		([[code], out, err]) => ({ code: code as number, stdout: out, stderr: err }),
	)
	return { child, ended }
}

/** The command as a user's shell starts it. */
const start = (argv: readonly string[], options?: StartOptions) =>
	startNode([`${here}/bin.js`, ...argv], options)

/** Bundled once, as a clone's command line is: so it starts in a third of the time. */
let longRun: string
beforeAll(async () => {
	const cache = join(root, 'node_modules/.cache')
	await mkdir(cache, { recursive: true })
	longRun = await mkdtemp(join(cache, 'rm-long-run-'))
	const { files } = await bundleSources(`${here}/long-run.fixture.ts`, longRun)
	for (const [name, contents] of files) await writeFile(join(longRun, name), contents)
})
afterAll(() => rm(longRun, { recursive: true, force: true }))
const startLongRun = (how: string) => startNode([join(longRun, 'long-run.fixture.mjs'), how])

describe('the command as a process', () => {
	it('exits with 2 on an unknown preset, and prints only what a person can read', async () => {
		const { code, stdout, stderr } = await start(['run', '--preset', 'nosuch']).ended
		expect([code, stdout]).toEqual([2, ''])
		expect(stderr).toContain('there is no preset "nosuch"')
		expect(stderr).not.toContain('    at ')
	})

	it('says that the current directory was removed, where it was', async () => {
		const gone = await mkdtemp(join(tmpdir(), 'rm-gone-'))
		const argv = ['-c', 'rmdir "$PWD" && exec "$0" "$@"', process.execPath, `${here}/bin.js`, 'plan']
		const child = spawn('sh', argv, { cwd: gone, stdio: ['ignore', 'pipe', 'pipe'] })
		const [ended, stderr] = await Promise.all([once(child, 'close'), text(child.stderr)])
		expect(ended).toEqual([2, null])
		expect(stderr).toContain('the current directory is not there any more')
	})

	it('exits with 130 when a long run gets a SIGINT, after its clean-up', async () => {
		const { child, ended } = startLongRun('lasts')
		child.stdout?.on('data', (chunk: Buffer) => {
			if (chunk.includes('started')) child.kill('SIGINT')
		})
		const { code, stdout, stderr } = await ended
		expect({ code, stderr }).toEqual({ code: 130, stderr: '' })
		expect(stdout).toContain('SIGINT: stopping.')
		expect(stdout).toContain('cleaned up')
	})
})

describe('a harness that breaks exits with 3 and a sentence', () => {
	it('when standard output is on a full disk', async () => {
		await using full = await open('/dev/full', 'w')
		const { code, stderr } = await start(['checks'], { stdout: full.fd }).ended
		expect(code).toBe(3)
		expect(stderr).toMatch(/^rootless-matrix: Cannot write to standard output\.\n {2}because: ENOSPC/)
		expect(stderr).not.toContain('    at ')
	})

	it('when standard error is on a full disk as well', async () => {
		await using full = await open('/dev/full', 'w')
		const { code } = await start(['--help'], { stdout: full.fd, stderr: full.fd }).ended
		expect(code).toBe(3)
	})

	it.each([
		['throws', /^rootless-matrix: .*JSON/],
		['rejects', /^rootless-matrix: nobody waits for this/],
	])('when a callback %s, after the clean-up of its run', async (how, sentence) => {
		const { code, stdout, stderr } = await startLongRun(how).ended
		expect(code).toBe(3)
		expect(stderr).toMatch(sentence)
		expect(stderr).not.toContain('    at ')
		expect(stdout).toContain('cleaned up')
	})

	it('when nothing is left that could end it', async () => {
		const { code, stderr } = await startLongRun('starves').ended
		expect(code).toBe(3)
		expect(stderr).toContain('rootless-matrix: ended too early')
	})

	it('when its own code cannot be loaded', async () => {
		const broken =
			'data:text/javascript,export const resolve=(name,_,next)=>{if(name==="./clone/start.js")throw new Error("no such code");return next(name)}'
		const hook = `data:text/javascript,import{register}from"node:module";register(${JSON.stringify(broken)})`
		const { code, stderr } = await startNode(['--import', hook, `${here}/bin.js`, 'checks']).ended
		expect([code, stderr.includes('no such code')]).toEqual([3, true])
	})

	it('when it was packed without being built, and says that', async () => {
		const directory = await mkdtemp(join(tmpdir(), 'rm-unbuilt-'))
		onTestFinished(() => rm(directory, { recursive: true }))
		await mkdir(join(directory, 'harness/cli'), { recursive: true })
		await cp(join(root, 'package.json'), join(directory, 'package.json'))
		await cp(join(here, 'bin.js'), join(directory, 'harness/cli/bin.js'))
		const { code, stderr } = await startNode([join(directory, 'harness/cli/bin.js'), 'doctor']).ended
		expect([code, stderr.includes('npm ci')]).toEqual([3, false])
		expect(stderr).toContain('run `npm run build` before `npm pack`')
	})
})

it('a reader that has seen enough (`| head`) is no failure', async () => {
	const { child, ended } = start(['checks', '--json'])
	child.stdout?.destroy()
	child.stdout?.on('error', () => undefined)
	await Promise.all([once(child, 'close'), ended.catch(() => undefined)])
	expect(child.exitCode).toBe(0)
})

describe('none of its code lies in the temporary directory, where somebody else could have put it', () => {
	let directory: string
	let empty: string
	beforeEach(async () => {
		directory = await mkdtemp(join(tmpdir(), 'rm-planted-'))
		empty = join(directory, 'tmp')
		await mkdir(empty)
	})
	afterEach(() => rm(directory, { recursive: true, force: true }))

	it('for a clone, which compiles its sources', async () => {
		// With sources of which nothing is cached.
		const clone = join(directory, 'clone')
		await mkdir(join(clone, 'node_modules'), { recursive: true })
		for (const name of ['package.json', 'harness/cli/bin.js', 'harness/cli/clone', 'vm/host/typescript'])
			await cp(join(root, name), join(clone, name), { recursive: true })
		await symlink(join(root, 'node_modules/esbuild'), join(clone, 'node_modules/esbuild'))
		await writeFile(join(clone, 'harness/cli/main.ts'), 'console.log("compiled" as string)')
		const ended = await startNode([join(clone, 'harness/cli/bin.js')], { env: { TMPDIR: empty } }).ended
		expect(ended).toEqual({ code: 0, stdout: 'compiled\n', stderr: '' })
		expect(await readdir(empty)).toEqual([])
	})

	it('for this clone, when a verb has loaded much of it, prints its plan and exits with 0', async () => {
		const argv = ['plan', '--preset', 'quick']
		const { code, stdout, stderr } = await start(argv, { env: { TMPDIR: empty } }).ended
		expect([code, stderr]).toEqual([0, ''])
		expect(stdout).toMatch(/^quick: 12 cells/)
		expect(await readdir(empty)).toEqual([])
	})

	it('for an installed package, whatever Node it runs in', async () => {
		const installed = join(directory, 'installed')
		for (const name of ['package.json', 'harness/cli/bin.js'])
			await cp(join(root, name), join(installed, name))
		await mkdir(join(installed, 'dist'))
		await writeFile(join(installed, 'dist/main.js'), 'console.log("installed")')
		// As Node does from 22.1 on: its place is predictable, and it asks nobody whose it is.
		const keepsCompiled = `import module from 'node:module'; import fs from 'node:fs'; import os from 'node:os'
			module.enableCompileCache = (place = os.tmpdir() + '/node-compile-cache') => fs.mkdirSync(place)`
		const hook = `data:text/javascript,${encodeURIComponent(keepsCompiled)}`
		const argv = ['--import', hook, join(installed, 'harness/cli/bin.js'), 'checks']
		const ended = await startNode(argv, { env: { TMPDIR: empty, NODE_COMPILE_CACHE: undefined } }).ended
		expect(ended).toEqual({ code: 0, stdout: 'installed\n', stderr: '' })
		expect(await readdir(empty)).toEqual([])
	})
})

it('makes nothing that everybody may write to, whatever the umask', async () => {
	const directory = await mkdtemp(join(tmpdir(), 'rm-umask-'))
	try {
		const path = join(directory, 'matrix.yaml')
		const command = `umask 000; exec "$0" "$@"`
		const argv = [join(here, 'bin.js'), 'init', '--output', path]
		const child = spawn('sh', ['-c', command, process.execPath, ...argv], { stdio: 'ignore' })
		expect(await once(child, 'close')).toEqual([0, null])
		expect((await stat(path)).mode & 0o777).toBe(0o664)
	} finally {
		await rm(directory, { recursive: true, force: true })
	}
})

it('what somebody forgot to close does not keep the process', async () => {
	const { code } = await startLongRun('forgets').ended
	expect(code).toBe(0)
})
