import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** A file of the guest, as it is read once: what is hashed is what goes in. */
export interface GuestFile {
	/** Below the guest's root: `usr/lib/rootless-matrix/journal`. */
	readonly path: string
	readonly isExecutable: boolean
	readonly content: Buffer
}

/** The files below a directory of the harness, to lie below `at` in the guest. */
export async function guestFiles(from: string, at = ''): Promise<GuestFile[]> {
	const files: GuestFile[] = []
	for (const name of (await readdir(from, { recursive: true })).sort()) {
		const path = join(from, name)
		const info = await stat(path)
		if (!info.isFile()) continue
		// Of a checkout's modes only this one says something; the others are its umask's.
		const isExecutable = (info.mode & 0o100) !== 0
		files.push({ path: join(at, name), isExecutable, content: await readFile(path) })
	}
	return files
}

/** What of the files decides what the guest is, for the key of its image. */
export const fileInputs = (files: readonly GuestFile[]): Record<string, string> =>
	Object.fromEntries(
		files.map(({ path, isExecutable, content }) => [
			path,
			`${isExecutable ? '755' : '644'} ${content.toString()}`,
		]),
	)
