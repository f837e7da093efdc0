import {
	chmod,
	copyFile,
	lstat,
	mkdir,
	readdir,
	readlink,
	rm,
	stat,
	symlink,
	writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { normaliseModes, runTool } from '#vm/host'
import { absent } from './fault.ts'

/** Where Debian puts what upstream's tarballs have side by side in one directory. */
const programDirs = ['usr/bin', 'usr/sbin', 'usr/share/docker.io/contrib']

/**
 * Copies the programs of an extracted tree side by side into `into`, which is how upstream ships them and how
 * dockerd-rootless-setuptool.sh wants them: it looks for `docker` beside `dockerd-rootless.sh`.
 */
export async function flattenPrograms(tree: string, into: string): Promise<void> {
	await mkdir(into, { recursive: true })
	for (const dir of programDirs) {
		for (const name of await readdir(join(tree, dir)).catch(() => [])) {
			const from = join(tree, dir, name)
			const to = join(into, name)
			const info = await lstat(from)
			if (info.isSymbolicLink()) {
				const target = (await readlink(from)).split('/').at(-1) ?? ''
				if (target !== name) await symlink(target, to)
			} else if (info.isFile() && (info.mode & 0o111) !== 0) {
				await rm(to, { force: true })
				await copyFile(from, to)
				await chmod(to, 0o755)
			}
		}
	}
}

/**
 * Puts a program's own libraries before the guest's, for that program alone: a wrapper instead of an
 * LD_LIBRARY_PATH that the daemon and the containers would inherit.
 */
export async function wrapWithLibraries(binDir: string, program: string, guestDir: string): Promise<void> {
	const real = join(binDir, `.${program}`)
	await copyFile(join(binDir, program), real)
	await chmod(real, 0o755)
	const script = `#!/bin/sh\nLD_LIBRARY_PATH=${guestDir}/lib exec ${guestDir}/bin/.${program} "$@"\n`
	await writeFile(join(binDir, program), script, { mode: 0o755 })
}

const SPARE_MIB = 4

export interface Ext4Options {
	readonly label: string
	readonly signal?: AbortSignal | undefined
	readonly spareMiB?: number
	readonly journal?: boolean
	/** What goes before the tools, where the tree's owners are not this process's to see. */
	readonly asRoot?: readonly string[]
	/** Of a system that has its own: its /etc/shadow is not for everybody. Otherwise the guest's users may read all of it. */
	readonly keepModes?: boolean
}

/** Writes a directory to a read-only ext4 image that has just room for it. mke2fs takes over the modes of its files. */
export async function ext4Image(tree: string, image: string, options: Ext4Options): Promise<void> {
	const { asRoot = [], signal } = options
	if (!options.keepModes) await normaliseModes(tree, { signal })
	const { bytes, inodes } = await measured(tree, { asRoot, signal })
	const used = Math.ceil(bytes / 2 ** 20)
	// Block rounding costs up to 4 KiB a file; inode tables and bitmaps come on top.
	const size = Math.ceil(used * 1.03 + inodes / 128) + SPARE_MIB + (options.spareMiB ?? 0)
	const features = options.journal ? [] : ['-O', '^has_journal']
	await runTool(
		[
			...asRoot,
			'mke2fs',
			...['-q', '-t', 'ext4', '-d', tree, '-L', options.label, '-m', '0', '-b', '4096'],
			...[
				'-N',
				String(inodes + 1024 + (options.spareMiB ?? 0) * 16),
				'-E',
				'lazy_itable_init=0',
				...features,
			],
			...[image, `${size}M`],
		],
		{ to: `build the disk image ${options.label}`, signal: options.signal, deadline: 300_000 },
	)
}

interface Measured {
	/** A file of several names counts once. */
	readonly bytes: number
	readonly inodes: number
}

/** By `find`, which follows no link: what a stranger packed must not lead out of the tree. */
async function measured(
	tree: string,
	{ asRoot, signal }: { asRoot: readonly string[]; signal: AbortSignal | undefined },
): Promise<Measured> {
	const listed = await runTool([...asRoot, 'find', tree, '-printf', '%i %s\\n'], {
		to: `measure ${tree}`,
		signal,
	})
	const entries = listed
		.trimEnd()
		.split('\n')
		.map((line): [inode: string, bytes: number] => {
			const [inode = '', bytes] = line.split(' ')
			return [inode, Number(bytes)]
		})
	return {
		bytes: [...new Map(entries).values()].reduce((sum, bytes) => sum + bytes, 0),
		inodes: entries.length,
	}
}

/** Whether a path exists. */
export async function isThere(path: string): Promise<boolean> {
	return (await stat(path).catch(absent)) !== undefined
}
