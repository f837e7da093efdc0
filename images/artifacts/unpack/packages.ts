import { mkdir } from 'node:fs/promises'
import { InterruptedError } from '#results'
import { explained, feed } from './unpack.ts'
import { Unpacking } from './unpacking.ts'

/** A kernel with all its modules has some 5,000 files and, before they were compressed, 400 MB. */
const limits = { entries: 100_000, bytes: 4 * 2 ** 30 }

/**
 * Unpacks Debian packages over one another, without running anything of theirs: owners and set-user-ID bits are left
 * behind, and no link leads out of the tree.
 * @throws ArtifactFault naming the package and the entry.
 */
export async function extractPackages(
	debs: readonly { readonly path: string }[],
	into: string,
	signal?: AbortSignal,
): Promise<void> {
	await mkdir(into, { recursive: true })
	const unpacking = new Unpacking(into, limits, 'root')
	let path = ''
	try {
		for (const deb of debs) {
			path = deb.path
			await feed(unpacking, path, ['dpkg-deb', '--fsys-tarfile', '-'], signal)
		}
		await unpacking.finish()
	} catch (error) {
		if (signal?.aborted) throw new InterruptedError(`Stopped while unpacking ${path}.`, { cause: error })
		throw explained(path, error)
	}
}
