import { expect, test } from 'vitest'
import { BootError, HostError, InterruptedError, TimeoutError } from '#results/errors'
import { withDeadline } from '../host/wait.ts'
import { runTool } from './run-tool.ts'

test('a tool gets its input and gives its output', async () => {
	expect(await runTool('tr', ['a-z', 'A-Z'], { stdin: 'text' })).toBe('TEXT')
})

test('a tool that fails shows what it printed', async () => {
	const failing = runTool('sh', ['-c', 'echo why >&2; exit 4'])
	await expect(failing).rejects.toThrow(HostError)
	await expect(failing).rejects.toMatchObject({ output: 'why\n' })
})

test('a tool that is missing leads to the doctor', async () => {
	await expect(runTool('no-such-tool', [])).rejects.toMatchObject({
		code: 'host',
		hint: expect.stringContaining('doctor --fix') as string,
	})
})

test('a tool that takes too long, or is not wanted any more, is ended', async () => {
	await expect(runTool('sleep', ['60'], { deadline: 50 })).rejects.toThrow(TimeoutError)
	await expect(runTool('sleep', ['60'], { signal: AbortSignal.timeout(50) })).rejects.toThrow(
		InterruptedError,
	)
})

test('an abort with a reason of ours rejects with that reason', async () => {
	const abort = new AbortController()
	const waiting = withDeadline('waiting', { signal: abort.signal }, () => new Promise(() => undefined))
	abort.abort(new BootError('the VM is gone'))
	await expect(waiting).rejects.toThrow('the VM is gone')
})
