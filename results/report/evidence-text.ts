import { constants } from 'node:fs'
import { open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** The end of a file; empty for what is none. */
async function endOf(path: string, bytes: number): Promise<string> {
	// Without waiting for a writer: somebody's pipe under the name of evidence must not hold the report up.
	await using handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
	const stats = await handle.stat()
	if (!stats.isFile()) return ''
	const { size } = stats
	const length = Math.min(size, bytes)
	const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length)
	return buffer.subarray(0, bytesRead).toString('utf8')
}

/**
 * Reads evidence of one run: the last `bytes` of a file by its path in the run's directory. A path that leads out of the
 * directory, through a link too, is not followed.
 */
export async function evidenceOf(
	dir: string,
): Promise<(path: string, bytes: number) => Promise<string | undefined>> {
	const root = await realpath(dir).catch(() => undefined)
	return async (path, bytes) => {
		try {
			const real = await realpath(join(dir, path))
			return root !== undefined && real.startsWith(root + sep) ? await endOf(real, bytes) : undefined
		} catch {
			// Evidence that is gone, or a directory: the page still links to where it was.
			return undefined
		}
	}
}
