import { describe, expect, it } from 'vitest'
import { runProgram } from './program.ts'

describe('running a program', () => {
	it('returns what it printed on both streams, and its code', async () => {
		const end = await runProgram(['sh', '-c', 'echo out; echo err >&2; exit 3'], { deadline: 10 })
		expect(end).toEqual({ state: 'ended', code: 3, output: 'out\nerr\n' })
	})

	it('that is not there is absent, not an exception', async () => {
		expect(await runProgram(['no-such-program-anywhere'], { deadline: 10 })).toEqual({ state: 'absent' })
	})

	it('ends it at its deadline', async () => {
		expect(await runProgram(['sleep', '30'], { deadline: 0.2 })).toEqual({ state: 'too-slow', seconds: 0.2 })
	})

	it('ends it on abort', async () => {
		const stop = new AbortController()
		const running = runProgram(['sleep', '30'], { deadline: 60, signal: stop.signal })
		stop.abort(new Error('stopped by the user'))
		await expect(running).rejects.toThrow('stopped by the user')
	})
})
