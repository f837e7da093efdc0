import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HostError, InterruptedError } from '#results/errors'

export interface MutexOptions {
	readonly signal?: AbortSignal | undefined
	/** Whether to wait for whoever has it; default: yes. */
	readonly wait?: boolean | undefined
}

/**
 * Holds an exclusive lock on `path` across processes until disposed of. It is the kernel's (flock(2), by way of
 * util-linux), held by a child that reads our pipe: `kill -9` of this process releases it as well.
 * @throws HostError when it is not available, which without waiting means most often that another process has it;
 * InterruptedError.
 */
export async function holdMutex(path: string, options: MutexOptions = {}): Promise<AsyncDisposable> {
	const { signal, wait = true } = options
	if (signal?.aborted) throw new InterruptedError(`Stopped while waiting for the lock ${path}.`)
	await mkdir(dirname(path), { recursive: true })
	const mode = wait ? ['--exclusive'] : ['--exclusive', '--nonblock']
	const holder = spawn('flock', [...mode, path, 'sh', '-c', 'echo locked; exec cat >/dev/null'], {
		stdio: ['pipe', 'pipe', 'inherit'],
		// A ^C of the terminal is ours to handle; the holder leaves when our pipe closes.
		detached: true,
	})
	// Out of processes or file descriptors, it has no streams, and this is all that is heard of it.
	const exited = once(holder, 'exit')
	exited.catch(() => undefined)
	for (const stream of [holder.stdin, holder.stdout]) stream?.on('error', () => undefined)
	const over = new AbortController()
	try {
		const first = await Promise.race([
			exited.then(() => 'exited' as const),
			...(holder.stdout
				? [once(holder.stdout, 'data', { signal: over.signal }).then(() => 'locked' as const)]
				: []),
			...(signal ? [once(signal, 'abort', { signal: over.signal }).then(() => 'aborted' as const)] : []),
		])
		if (first === 'exited') throw new HostError(`Could not lock ${path}: flock ended before it had the lock.`)
		if (first === 'aborted') throw new InterruptedError(`Stopped while waiting for the lock ${path}.`)
	} catch (error) {
		holder.kill('SIGKILL')
		if (error instanceof HostError || error instanceof InterruptedError) throw error
		throw new HostError(`Could not lock ${path}: flock could not be started.`, {
			cause: error,
			hint: 'Is util-linux installed, and the machine not out of processes or file descriptors?',
		})
	} finally {
		over.abort()
	}
	return {
		async [Symbol.asyncDispose]() {
			holder.stdin.end()
			await exited
		},
	}
}
