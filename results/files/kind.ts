import type { Stats } from 'node:fs'

/** What something in a file system is, in words. */
export function kindOf(stats: Stats): string {
	if (stats.isFile()) return 'a plain file'
	if (stats.isDirectory()) return 'a directory'
	if (stats.isSymbolicLink()) return 'a link'
	if (stats.isFIFO()) return 'a pipe'
	if (stats.isSocket()) return 'a socket'
	if (stats.isCharacterDevice()) return 'a character device'
	if (stats.isBlockDevice()) return 'a block device'
	return 'neither a file nor a device'
}

const codeOf = (error: unknown): string =>
	error instanceof Error && 'code' in error ? String(error.code) : ''

/** For a `catch`: undefined for what is not there. @throws any other error again. */
export function unlessMissing(error: unknown): undefined {
	if (codeOf(error) !== 'ENOENT') throw error
}
