import { createWriteStream } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { pack, type Pack } from 'tar-stream'

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

/**
 * Writes the files as a tar in which everything is root's and has a mode of its own: neither the umask nor the owner of
 * a checkout shows in the guest, whose `/` and `/etc` are in the tar as well.
 */
export async function writeOverlay(files: readonly GuestFile[], path: string): Promise<void> {
	const tar = pack()
	const written = pipeline(tar, createWriteStream(path))
	for (const directory of directoriesOf(files)) await add(tar, { name: directory, mode: 0o755 })
	for (const { path: name, isExecutable, content } of files)
		await add(tar, { name, mode: isExecutable ? 0o755 : 0o644, content })
	tar.finalize()
	await written
}

function directoriesOf(files: readonly GuestFile[]): string[] {
	const found = new Set<string>()
	for (const { path } of files) {
		const components = path.split('/').slice(0, -1)
		for (let depth = 1; depth <= components.length; depth++) found.add(components.slice(0, depth).join('/'))
	}
	return [...found].sort()
}

function add(
	tar: Pack,
	{ name, mode, content }: { readonly name: string; readonly mode: number; readonly content?: Buffer },
): Promise<void> {
	const owner = { uid: 0, gid: 0, uname: 'root', gname: 'root', mtime: new Date(0) }
	return new Promise((resolve, reject) => {
		const done = (error?: Error | null) => (error ? reject(error) : resolve())
		if (content === undefined) tar.entry({ name, mode, type: 'directory', ...owner }, done)
		else tar.entry({ name, mode, ...owner }, content, done)
	})
}
