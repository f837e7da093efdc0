import { opendir, readlink, realpath, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { ArtifactError } from '#results/errors'
import { diskEntry, type Entry } from './entry.ts'
import type { SetLimits } from './limits.ts'

/** What `make` leaves in a tree where a kernel was built. */
const buildTreeMark = 'include/config/kernel.release'
const buildTreeFiles = [
	'.config',
	'arch/x86/boot/bzImage',
	'arch/arm64/boot/Image',
	'arch/arm64/boot/Image.gz',
	'arch/arm64/boot/vmlinuz.efi',
	'modules.order',
	'modules.builtin',
	'modules.builtin.modinfo',
]

/**
 * The files of a directory: an unpacked package, /boot, /lib/modules/RELEASE, a tree where a kernel was built. Links
 * are followed inside of the directory only, and to files only.
 * @throws ArtifactError when there are too many of them.
 */
export async function* directoryEntries(directory: string, limits: SetLimits): AsyncGenerator<Entry> {
	// /lib is a link to /usr/lib on most machines.
	const root = await realpath(directory)
	if (await isFile(join(root, buildTreeMark))) {
		yield* buildTreeEntries(root)
		return
	}
	let count = 0
	for await (const path of walk(root)) {
		if (++count > limits.maxEntries)
			throw new ArtifactError(
				`${directory}: has more than ${limits.maxEntries} files. Expected those of one kernel: an unpacked package, /boot, or /lib/modules/RELEASE.`,
				{ hint: 'Give the directories of the kernel, not one above them.' },
			)
		const entry = await entryOf(root, path)
		if (entry !== undefined) yield entry
	}
}

async function* walk(directory: string): AsyncGenerator<string> {
	for await (const one of await opendir(directory)) {
		const path = join(directory, one.name)
		if (one.isDirectory()) yield* walk(path)
		// Devices, sockets and FIFOs are never opened.
		else if (one.isFile() || one.isSymbolicLink()) yield path
	}
}

async function entryOf(root: string, path: string): Promise<Entry | undefined> {
	const real = await realpath(path).catch(() => undefined)
	const inside = real === path || real?.startsWith(root + sep)
	const file = inside ? await stat(path).catch(() => undefined) : undefined
	if (file?.isFile()) return diskEntry(path, file.size)
	// Nothing behind it is read; where it leads is worth a word.
	const target = await readlink(path).catch(() => undefined)
	return target === undefined ? undefined : { ...diskEntry(path, 0), target }
}

/** Of the tens of thousands of files only those that make the kernel, and the modules that its own list names. */
async function* buildTreeEntries(root: string): AsyncGenerator<Entry> {
	for (const file of buildTreeFiles) {
		const path = join(root, file)
		const found = await stat(path).catch(() => undefined)
		if (found?.isFile()) yield diskEntry(path, found.size)
	}
	for await (const path of walk(root)) {
		if (!path.endsWith('.ko')) continue
		const { size } = await stat(path)
		yield diskEntry(path, size)
	}
}

const isFile = async (path: string): Promise<boolean> =>
	(await stat(path).catch(() => undefined))?.isFile() ?? false
