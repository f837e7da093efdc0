import { resolve } from 'node:path'

const isAddress = (mirror: string) => /^[a-z][a-z0-9+.-]*:\/\//i.test(mirror)

/** What a mirror should have been; undefined when it is one. */
export function mirrorComplaint(mirror: unknown): string | undefined {
	const wanted = 'an http or https address, or the path of a directory'
	if (typeof mirror !== 'string' || mirror.trim() === '') return wanted
	if (!isAddress(mirror)) return undefined
	return /^(https?|file):/i.test(mirror) && URL.canParse(mirror) ? undefined : wanted
}

/** Directories are meant from `baseDir`: the matrix file's for those that stand in it, else the current one. */
export const resolveMirrors = (mirrors: readonly string[], baseDir: string): string[] =>
	mirrors.map((mirror) => (isAddress(mirror) ? mirror : resolve(baseDir, mirror)))
