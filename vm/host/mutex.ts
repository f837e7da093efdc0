import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { HostError, InterruptedError } from '#results/errors'
import { startSession, type SessionProgram } from './session.ts'

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
	if (signal?.aborted) throw interrupted(path)
	await mkdir(dirname(path), { recursive: true })
	const mode = wait ? ['--exclusive'] : ['--exclusive', '--nonblock']
	// One process in all: flock becomes the sh, which waits for our end by itself.
	const hold = ['sh', '-c', 'echo locked; while read -r _; do :; done'] as const
	const command = ['flock', ...mode, '--no-fork', path, ...hold] as const
	const holder = await startSession(command, { stdout: 'pipe', stderr: 'inherit' }).catch(
		(cause: unknown) => {
			throw new HostError(`Could not lock ${path}: flock could not be started.`, {
				cause,
				hint: 'Is util-linux installed, and the machine not out of processes or file descriptors?',
			})
		},
	)
	try {
		await untilLocked(path, holder, signal)
	} catch (error) {
		holder.kill('SIGKILL')
		// It may just have got the lock, which its sh holds then.
		holder.stdin.destroy()
		throw error
	}
	return {
		async [Symbol.asyncDispose]() {
			holder.stdin.end()
			await holder.ended
		},
	}
}

async function untilLocked(path: string, holder: SessionProgram, signal?: AbortSignal): Promise<void> {
	if (signal?.aborted) throw interrupted(path)
	const over = new AbortController()
	try {
		const first = await Promise.race([
			holder.ended.then(() => 'ended' as const),
			once(holder.stdout!, 'data', { signal: over.signal }).then(() => 'locked' as const),
			...(signal ? [once(signal, 'abort', { signal: over.signal }).then(() => 'aborted' as const)] : []),
		])
		if (first === 'ended') throw new HostError(`Could not lock ${path}: flock ended before it had the lock.`)
		if (first === 'aborted') throw interrupted(path)
	} finally {
		over.abort()
	}
}

const interrupted = (path: string) => new InterruptedError(`Stopped while waiting for the lock ${path}.`)
