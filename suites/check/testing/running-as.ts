import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A process of this name, which waits until it is disposed of. */
export async function runningAs(name: string): Promise<AsyncDisposable & { readonly pid: number }> {
	const directory = await mkdtemp(join(tmpdir(), 'running-as-'))
	const program = join(directory, name)
	await copyFile('/bin/sleep', program)
	const child = spawn(program, ['600'], { stdio: 'ignore' })
	await once(child, 'spawn')
	return {
		pid: child.pid ?? 0,
		async [Symbol.asyncDispose]() {
			child.kill('SIGKILL')
			await once(child, 'exit')
			await rm(directory, { recursive: true })
		},
	}
}
