import { type Stats, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { trustedUsers } from '#results/errors'

/**
 * The first of these names in the directory, or in the nearest one above that has one. A directory where everybody may
 * write, such as /tmp, ends the search: what lies there may be anybody's.
 */
export function findUp(names: readonly string[], directory: string): string | undefined {
	for (let folder = directory; ; folder = dirname(folder)) {
		const info = statSync(folder, { throwIfNoEntry: false })
		if (info === undefined || (info.mode & 0o002) !== 0) return undefined
		for (const name of names) {
			const path = join(folder, name)
			if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path
		}
		if (dirname(folder) === folder) return undefined
	}
}

/** Whether nobody else may write it: no other user, and no group but the caller's own. */
function isOwn({ uid, gid, mode }: Stats, env: NodeJS.ProcessEnv): boolean {
	const groups = [0, process.getegid?.(), Number(env.SUDO_GID)]
	const groupMay = (mode & 0o020) !== 0
	return trustedUsers({ env }).includes(uid) && (mode & 0o002) === 0 && (!groupMay || groups.includes(gid))
}

/**
 * As `findUp`, for files that are run: one that another user of the machine may write is not given back, as git does not
 * read another user's repository.
 */
export function findOwn(
	names: readonly string[],
	directory: string,
	env: NodeJS.ProcessEnv,
): { readonly path?: string; readonly passedOver?: string } {
	const path = findUp(names, directory)
	if (path === undefined) return {}
	return isOwn(statSync(path), env) && isOwn(statSync(dirname(path)), env) ? { path } : { passedOver: path }
}

export const matrixFileName = 'rootless-matrix.yaml'

/** The matrix that flags name, else the one that lies here or above; undefined where none does. */
export function matrixSource(
	{ preset, matrix }: { readonly preset?: string | undefined; readonly matrix?: string | undefined },
	directory = process.cwd(),
): { readonly preset: string } | { readonly file: string } | undefined {
	if (preset !== undefined) return { preset }
	const file = matrix ?? findUp([matrixFileName], directory)
	return file === undefined ? undefined : { file }
}

export const configFileNames = ['ts', 'js', 'mjs'].map((extension) => `rootless-matrix.config.${extension}`)
