import { createWriteStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { pack, type Pack } from 'tar-stream'
import type { GuestFile } from './guest-files.ts'

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
