import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { relative } from 'node:path'
import { directoryEntries } from './directory.ts'
import { defaultLimits } from './limits.ts'
import { modulesRootOf } from './modules.ts'

interface Interruptible {
	readonly signal?: AbortSignal | undefined
}

/** sha256 of a file, in hex, which ends when the signal aborts. */
export async function sumOfFile(path: string, { signal }: Interruptible = {}): Promise<string> {
	const hash = createHash('sha256')
	for await (const chunk of createReadStream(path, { signal, highWaterMark: 2 ** 20 }))
		hash.update(chunk as Buffer)
	return hash.digest('hex')
}

/**
 * A sum over the files of a directory that a kernel's set is read from, in hex: their paths and contents, and the
 * release that the directory's own place says they are of.
 * @throws ArtifactError when it has too many of them.
 */
export async function sumOfDirectory(directory: string, options: Interruptible = {}): Promise<string> {
	const root = await realpath(directory)
	const lines: string[] = []
	for await (const { path, target } of directoryEntries(directory, defaultLimits)) {
		const content = target === undefined ? await sumOfFile(path, options) : `→ ${target}`
		lines.push([relative(root, path), modulesRootOf(path)?.release ?? '', content].join('\0'))
	}
	return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}
