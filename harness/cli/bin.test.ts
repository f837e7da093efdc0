import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'

const here = import.meta.dirname

/** The command as a user's shell starts it. */
function start(script: string, ...argv: string[]) {
	const child = spawn(process.execPath, [`${here}/${script}`, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] })
	const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]).then(
		([[code], stdout, stderr]) => ({ code: code as number, stdout, stderr }),
	)
	return { child, ended }
}

describe('the command as a process', () => {
	it('prints its plan and exits with 0', async () => {
		const { code, stdout, stderr } = await start('bin.js', 'plan', '--preset', 'quick').ended
		expect([code, stderr]).toEqual([0, ''])
		expect(stdout).toMatch(/^quick: 12 cells/)
	})

	it('exits with 2 on an unknown preset, and prints only what a person can read', async () => {
		const { code, stdout, stderr } = await start('bin.js', 'run', '--preset', 'nosuch').ended
		expect([code, stdout]).toEqual([2, ''])
		expect(stderr).toContain('there is no preset "nosuch"')
		expect(stderr).not.toContain('    at ')
	})

	it('exits with 130 when a long run gets a SIGINT, after its clean-up', async () => {
		const { child, ended } = start('long-run.fixture.js')
		child.stdout.on('data', (chunk: Buffer) => {
			if (chunk.includes('started')) child.kill('SIGINT')
		})
		const { code, stdout, stderr } = await ended
		expect({ code, stderr }).toEqual({ code: 130, stderr: '' })
		expect(stdout).toContain('SIGINT: stopping.')
		expect(stdout).toContain('cleaned up')
	})
})
