import { type FileHandle, open } from 'node:fs/promises'
import { pause } from './wait.ts'

interface Following {
	/** Ends it, without an error: what came between the last look and the end is read once more. */
	readonly signal: AbortSignal
	/** Milliseconds between two looks. */
	readonly every: number
	/** A file that is not there is made, or waited for. */
	readonly missing: 'make' | 'wait'
	/** Called with what has come, in order, in pieces that may end within a character. They are valid until it settles. */
	readonly onBytes: (bytes: Buffer) => void | Promise<void>
}

/**
 * Reads a file that grows from its beginning on, until the signal aborts.
 * @throws what Node says when it cannot be made or read; what `onBytes` throws.
 */
export async function followFile(
	path: string,
	{ signal, every, missing, onBytes }: Following,
): Promise<void> {
	const buffer = Buffer.alloc(64 * 1024)
	let file: FileHandle | undefined
	try {
		for (let position = 0; ;) {
			const last = signal.aborted
			file ??= missing === 'make' ? await open(path, 'a+') : await open(path).catch(() => undefined)
			for (let read = 1; file && read > 0;) {
				read = (await file.read(buffer, 0, buffer.length, position)).bytesRead
				position += read
				if (read > 0) await onBytes(buffer.subarray(0, read))
			}
			if (last) return
			await pause(every, signal).catch(() => undefined)
		}
	} finally {
		await file?.close()
	}
}
