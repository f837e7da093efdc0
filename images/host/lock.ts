import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HostError, InterruptedError } from '#results'

export interface LockOptions {
	/** Whether to wait for whoever has it; default: yes. */
	readonly wait?: boolean
}

/**
 * Holds an exclusive lock on `path` across processes until disposed. The lock is the kernel's (flock(2), by
 * way of util-linux), held by a child that reads our pipe: `kill -9` of this process releases it as well.
 * @throws HostError when it cannot be had, which without waiting means most often that another process has it.
 */
export async function lockFile(
	path: string,
	signal?: AbortSignal,
	{ wait = true }: LockOptions = {},
): Promise<AsyncDisposable> {
	await mkdir(dirname(path), { recursive: true })
	const mode = wait ? ['--exclusive'] : ['--exclusive', '--nonblock']
	const holder = spawn('flock', [...mode, path, 'sh', '-c', 'echo locked; exec cat >/dev/null'], {
		stdio: ['pipe', 'pipe', 'inherit'],
		// A ^C of the terminal is ours to handle; the holder leaves when our pipe closes.
		detached: true,
	})
	const exited = once(holder, 'exit')
	const locked = once(holder.stdout, 'data')
	const aborted = signal && once(signal, 'abort')
	try {
		const first = await Promise.race([
			locked.then(() => 'locked' as const),
			exited.then(() => 'exited' as const),
			...(aborted ? [aborted.then(() => 'aborted' as const)] : []),
			...(signal?.aborted ? [Promise.resolve('aborted' as const)] : []),
		])
		if (first === 'exited') throw new HostError(`Could not lock ${path}: flock ended before it had the lock.`)
		if (first === 'aborted') throw new InterruptedError(`Stopped while waiting for the lock ${path}.`)
	} catch (error) {
		holder.kill('SIGKILL')
		throw error
	}
	return {
		async [Symbol.asyncDispose]() {
			holder.stdin.end()
			await exited
		},
	}
}
