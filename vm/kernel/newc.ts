/** One entry of a cpio archive; parents must come before their children. */
export interface CpioEntry {
	/** Without a leading slash. */
	readonly path: string
	/** Type and permission bits, as in struct stat. */
	readonly mode: number
	readonly content?: Buffer
}

const directoryMode = 0o040_755
export const fileMode = (permissions: number): number => 0o100_000 | permissions

const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)])

function encode({ path, mode, content = Buffer.alloc(0) }: CpioEntry, inode: number): Buffer {
	const name = Buffer.from(`${path}\0`)
	const isDirectory = (mode & 0o170_000) === 0o040_000
	// ino, mode, uid, gid, nlink, mtime, filesize, dev (2), rdev (2), namesize, check
	const fields = [inode, mode, 0, 0, isDirectory ? 2 : 1, 0, content.length, 0, 0, 0, 0, name.length, 0]
	const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`
	return Buffer.concat([padded(Buffer.concat([Buffer.from(header), name])), padded(content)])
}

/**
 * The archive format that the kernel unpacks as its initramfs (Documentation/driver-api/early-userspace).
 * Everything belongs to root and nothing has a date: the same entries make the same bytes.
 */
export function newcArchive(entries: readonly CpioEntry[]): Buffer {
	const all = [...entries, { path: 'TRAILER!!!', mode: 0 }]
	return Buffer.concat(all.map((entry, index) => encode(entry, index + 1)))
}

/** Puts the directories that lead to the entries before them. */
export function withParents(entries: readonly CpioEntry[]): CpioEntry[] {
	const seen = new Set(entries.filter(({ mode }) => (mode & 0o170_000) === 0o040_000).map(({ path }) => path))
	const result: CpioEntry[] = []
	for (const entry of entries) {
		const parts = entry.path.split('/')
		for (let depth = 1; depth < parts.length; depth++) {
			const path = parts.slice(0, depth).join('/')
			if (seen.has(path)) continue
			seen.add(path)
			result.push({ path, mode: directoryMode })
		}
		result.push(entry)
	}
	return result
}
