import { close, constants, createReadStream, fstat, open, read, type Stats } from 'node:fs'
import { Socket } from 'node:net'
import { promisify } from 'node:util'
import { ConfigurationError } from '../errors/index.ts'
import { kindOf } from './kind.ts'

const [openFd, closeFd] = [promisify(open), promisify(close)]
const [statFd, readFd] = [promisify(fstat), promisify(read)]

export interface ReadPlainOptions {
	/** More is refused. */
	readonly maxBytes: number
	/** Whether a pipe is read as well, such as /dev/stdin or bash's `<(…)`: for a path that somebody typed. */
	readonly pipes?: boolean | undefined
	readonly signal?: AbortSignal | undefined
	/** What to do about a file that is refused; default: to name another one. */
	readonly hint?: string | undefined
}

/**
 * The text of a plain file that somebody else may have put there. Neither opening nor reading it waits in one of Node's
 * threads: no signal would end that, and Node's own end waits for it.
 * @throws ConfigurationError for what is no plain file, or is larger; else what the file system does, with its `code`.
 */
export async function readPlain(path: string, options: ReadPlainOptions): Promise<string> {
	const { maxBytes, pipes, signal, hint = 'Move it away, or name another file.' } = options
	signal?.throwIfAborted()
	const fd = await openFd(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
	let stats: Stats
	try {
		stats = await statFd(fd)
		const isRead = stats.isFile() || (pipes && stats.isFIFO())
		if (!isRead) throw new ConfigurationError(`${path} is no plain file: it is ${kindOf(stats)}.`, { hint })
		if (stats.size > maxBytes)
			throw new ConfigurationError(`${path} has ${stats.size} bytes; expected at most ${maxBytes}.`, { hint })
	} catch (error) {
		await closeFd(fd)
		throw error
	}
	const chunks: Buffer[] = []
	let size = 0
	for await (const chunk of chunksOf(path, { fd, stats, signal })) {
		size += chunk.length
		if (size > maxBytes)
			throw new ConfigurationError(
				`${path} has more than ${maxBytes} bytes, which are the most that are read.`,
				{
					hint,
				},
			)
		chunks.push(chunk)
	}
	return Buffer.concat(chunks).toString('utf8')
}

interface Opened {
	readonly fd: number
	readonly stats: Stats
	readonly signal: AbortSignal | undefined
}

/** Closes the descriptor when it ends, or is left. */
async function* chunksOf(path: string, { fd, stats, signal }: Opened): AsyncGenerator<Buffer> {
	if (!stats.isFIFO()) {
		yield* createReadStream('', { fd, signal, highWaterMark: 2 ** 20 }) as AsyncIterable<Buffer>
		return
	}
	const first = await firstOf(path, fd).catch(async (error: unknown) => {
		await closeFd(fd)
		throw error
	})
	const stream = new Socket({ fd, readable: true, writable: false })
	// What is said of it comes by way of the iteration.
	stream.on('error', () => undefined)
	const stop = () => void stream.destroy(new Error('stopped'))
	signal?.addEventListener('abort', stop)
	if (signal?.aborted) stop()
	try {
		if (first) yield first
		yield* stream as AsyncIterable<Buffer>
	} finally {
		signal?.removeEventListener('abort', stop)
		stream.destroy()
	}
}

/**
 * What is in a pipe; undefined: its writer has written nothing yet. epoll, which Node waits with, tells nothing of a pipe that
 * never had one. @throws ConfigurationError where it has no writer.
 */
async function firstOf(path: string, fd: number): Promise<Buffer | undefined> {
	try {
		const { buffer, bytesRead } = await readFd(fd, Buffer.alloc(2 ** 16), 0, 2 ** 16, null)
		if (bytesRead > 0) return buffer.subarray(0, bytesRead)
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined
		throw error
	}
	throw new ConfigurationError(`${path} is a pipe that nobody writes to.`, {
		hint: 'Start what writes to it first, or name a plain file.',
	})
}
