import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeScratch } from '../host/index.ts'
import { supervise } from './supervisor.ts'

let directory: string
let scratch: string
let outputFile: string
let pidFile: string

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
	scratch = await makeScratch(directory, 'scratch-')
	outputFile = join(directory, 'output')
	pidFile = join(directory, 'pid')
})
afterEach(() => rm(directory, { recursive: true }))

/** A stand-in for QEMU that writes down its pid, and then does what `script` says. */
const command = (script: string) => ['sh', '-c', `echo $$ >"$0"; ${script}`, pidFile]
const pid = async () => {
	await expect.poll(() => existsSync(pidFile)).toBe(true)
	await expect.poll(() => readFile(pidFile, 'utf8')).toMatch(/\n/)
	return Number(await readFile(pidFile, 'utf8'))
}
const isAlive = (pid: number) => {
	try {
		process.kill(pid, 0)
		return true
	} catch {
		return false
	}
}

test('a process that ends by itself: its exit code, its output kept, its directories gone', async () => {
	const run = await supervise({
		command: command('echo why >&2; exit 3'),
		directories: [scratch],
		outputFile,
	})
	expect(await run.ended).toBe('exit code 3')
	expect(await readFile(outputFile, 'utf8')).toBe('why\n')
	expect(existsSync(scratch)).toBe(false)
})

test('kill ends the process and removes its directories; a second kill is nothing', async () => {
	const run = await supervise({ command: command('exec sleep 60'), directories: [scratch], outputFile })
	const process = await pid()
	await run.kill()
	await run.kill()
	expect(isAlive(process)).toBe(false)
	expect(existsSync(scratch)).toBe(false)
	expect(await run.ended).toBe('signal 15')
})

test('a process that ignores TERM is killed all the same', async () => {
	const run = await supervise({
		command: command(`trap '' TERM; while :; do sleep 0.05; done`),
		directories: [],
		outputFile,
	})
	const process = await pid()
	await run.kill()
	expect(isAlive(process)).toBe(false)
	expect(await run.ended).toBe('signal 9')
})

test('a program that does not exist is an exit code and a reason', async () => {
	const run = await supervise({ command: ['/nonexistent/qemu'], directories: [], outputFile })
	expect(await run.ended).toBe('exit code 127')
	expect(await readFile(outputFile, 'utf8')).toContain('/nonexistent/qemu')
})

const signals = ['SIGKILL', 'SIGINT'] as const
test.each(signals)(
	'%s to the whole group of the harness leaves no process and no directory',
	async (signal) => {
		const program = `
		import { supervise } from ${JSON.stringify(fileURLToPath(new URL('supervisor.ts', import.meta.url)))}
		await supervise(${JSON.stringify({ command: command('exec sleep 60'), directories: [scratch], outputFile })})
		setInterval(() => undefined, 1000)`
		const root = fileURLToPath(new URL('../..', import.meta.url))
		const typescript = join(import.meta.dirname, '../host/typescript/register.js')
		const args = ['--import', typescript, '--input-type=module', '-e', program]
		const harness = spawn(process.execPath, args, { cwd: root, stdio: 'ignore', detached: true })
		const guest = await pid()
		process.kill(-harness.pid!, signal)
		await once(harness, 'close')
		await expect.poll(() => isAlive(guest), { timeout: 5_000 }).toBe(false)
		await expect.poll(() => existsSync(scratch), { timeout: 5_000 }).toBe(false)
	},
)
