import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import { makeLimaHome, removeLimaHome } from './home.ts'

const started: ChildProcess[] = []
afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')))

/** A process that is called so, and has a path of the instance among its arguments. */
function start(argv0: string, path: string): ChildProcess {
	const child = spawn('sh', ['-c', 'sleep 60; true', path], { argv0, stdio: 'ignore' })
	started.push(child)
	return child
}

it('ends what Lima runs for an instance, and nobody who only reads a log there', async () => {
	const home = await makeLimaHome({ prefix: [], owner: undefined }, 1000)
	const path = `${home.instance}/serial.log`
	const qemu = start('/usr/bin/qemu-system-x86_64', path)
	const reader = start('less', path)
	await Promise.all([once(qemu, 'spawn'), once(reader, 'spawn')])
	const ended = once(qemu, 'exit')
	await removeLimaHome(home)
	expect(await ended).toEqual([null, 'SIGKILL'])
	expect(reader.exitCode ?? reader.signalCode).toBeNull()
	expect(existsSync(home.directory)).toBe(false)
})
