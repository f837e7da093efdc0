import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BootError, HostError, InterruptedError, TimeoutError } from '#results/errors'
import { runProgram, runTool } from './program.ts'

let directory: string
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'rm-test-'))))
afterEach(() => rm(directory, { recursive: true }))

const isAlive = (pid: number) => {
	try {
		process.kill(pid, 0)
		return true
	} catch {
		return false
	}
}

const pidsIn = async (file: string) =>
	(await readFile(file, 'utf8').catch(() => '')).split('\n').filter(Boolean)

test('a program gets its arguments as they are, its input, and gives its output', async () => {
	const words = ['plain', "it's", '$(id)', '`id`', 'a b', '', '*', 'new\nline', '"', '\\', '-n', 'ü']
	expect((await runTool(['printf', '%s\\0', ...words])).split('\0').slice(0, -1)).toEqual(words)
	expect(await runTool(['tr', 'a-z', 'A-Z'], { stdin: 'text' })).toBe('TEXT')
	expect(await runTool(['cat'])).toBe('')
	expect(await runTool(['sh', '-c', 'pwd; echo $ADDED $LC_ALL'], { cwd: '/', env: { ADDED: '1' } })).toBe(
		'/\n1 C.UTF-8\n',
	)
})

test('a program that ends before it has read its input is not an error of ours', async () => {
	expect(await runTool(['true'], { stdin: 'x'.repeat(1_000_000) })).toBe('')
})

test('standard output goes to a file, byte by byte', async () => {
	const file = join(directory, 'out')
	expect(await runTool(['printf', '\\377\\000x'], { stdoutFile: file })).toBe('')
	expect([...(await readFile(file))]).toEqual([255, 0, 120])
})

test('how it ended is a result: code, signal, both outputs', async () => {
	const seen: string[] = []
	const end = await runProgram(['sh', '-c', 'echo out; echo err >&2; exit 3'], {
		onOutput: (text) => seen.push(text),
	})
	expect(end).toMatchObject({ state: 'ended', code: 3 })
	expect(seen.join('').split('\n').sort()).toEqual(['', '', 'err', 'out'].sort().slice(1))
	expect(await runProgram(['sh', '-c', 'kill -KILL $$'])).toMatchObject({ state: 'ended', code: 137 })
	expect(await runProgram(['no-such-tool'])).toEqual({ state: 'absent' })
	expect(await runProgram(['sh', '-c', 'echo I am 127; exit 127'])).toMatchObject({
		state: 'ended',
		code: 127,
	})
})

test('a tool that fails says what it was for, how it ended, and what it printed', async () => {
	const failing = runTool(['sh', '-c', 'echo why >&2; exit 4'], { to: 'do it', hint: 'Do it otherwise.' })
	await expect(failing).rejects.toThrow(HostError)
	await expect(failing).rejects.toMatchObject({
		message: 'Could not do it: sh ended with 4: why',
		hint: 'Do it otherwise.',
		output: 'why',
	})
	await expect(runTool(['sh', '-c', 'kill -TERM $$'])).rejects.toThrow('was ended by SIGTERM')
	await expect(runTool(['no-such-tool'])).rejects.toMatchObject({
		code: 'host',
		hint: expect.stringContaining('doctor --fix') as string,
	})
})

test('a deadline, an abort and too much output end the program and all it started', async () => {
	const file = join(directory, 'pids')
	// One in the background, one in front, and neither gives up when asked.
	const script = `trap '' TERM HUP; sleep 60 & echo $! >>"$0"; echo $$ >>"$0"; while :; do sleep 1; done`
	const grace = 200
	// What a busy machine has not started by then is given more time.
	for (let deadline = 500; (await pidsIn(file)).length < 2; deadline *= 2) {
		await rm(file, { force: true })
		const late = runTool(['sh', '-c', script, file], { deadline, grace })
		await expect(late).rejects.toThrow(TimeoutError)
	}
	const abort = new AbortController()
	const unwanted = runTool(['sh', '-c', script, file], { signal: abort.signal, grace })
	const stopped = expect(unwanted).rejects.toThrow(InterruptedError)
	await expect.poll(async () => (await pidsIn(file)).length).toBe(4)
	abort.abort()
	await stopped
	for (const pid of await pidsIn(file)) await expect.poll(() => isAlive(Number(pid))).toBe(false)
	await expect(runTool(['yes'], { maxOutput: 100_000 })).rejects.toThrow('more than 100000 bytes')
	await expect(runTool(['true'], { signal: abort.signal })).rejects.toThrow(InterruptedError)
})

test('an abort with a reason of ours rejects with that reason', async () => {
	const abort = new AbortController()
	const running = runTool(['sleep', '60'], { signal: abort.signal })
	abort.abort(new BootError('the VM is gone'))
	await expect(running).rejects.toThrow('the VM is gone')
})

test('kill -9 of the harness leaves no program, nor what that has started', async () => {
	const file = join(directory, 'pids')
	const argv = ['sh', '-c', 'sleep 60 & echo $! >>"$0"; echo $$ >>"$0"; wait', file]
	const program = `
		import { runProgram } from ${JSON.stringify(fileURLToPath(new URL('program.ts', import.meta.url)))}
		await runProgram(${JSON.stringify(argv)})`
	const args = ['--import', new URL('typescript/register.js', import.meta.url).href, '--input-type=module']
	const harness = spawn(process.execPath, [...args, '-e', program], { stdio: 'ignore' })
	await expect.poll(async () => (await pidsIn(file)).length).toBe(2)
	harness.kill('SIGKILL')
	await once(harness, 'close')
	for (const pid of await pidsIn(file)) await expect.poll(() => isAlive(Number(pid))).toBe(false)
})
