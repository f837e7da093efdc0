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

/** The same of a file or directory, and of the directory that it lies in. @param path of no link */
export const isOwnPlace = (path: string, env: NodeJS.ProcessEnv): boolean =>
	isOwn(statSync(path), env) && isOwn(statSync(dirname(path)), env)

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
	return isOwnPlace(path, env) ? { path } : { passedOver: path }
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

export interface FoundConfig {
	/** Of a file that may be run. */
	readonly path?: string
	/** Of one that may not: a sentence that says why. */
	readonly refusal?: string
}

/**
 * The file with a site's plug-ins that lies here or above, unless another user of the machine may write it or what it
 * imports: all of that is run as the caller.
 */
export async function findOwnConfig(directory: string, env: NodeJS.ProcessEnv): Promise<FoundConfig> {
	const { path, passedOver } = findOwn(configFileNames, directory, env)
	if (passedOver !== undefined)
		return { refusal: `${passedOver} is not read: another user may write it or its directory` }
	if (path === undefined) return {}
	// Only where there is such a file: every start of the program would pay for it.
	const { foreignImport } = await import('./foreign-import.ts')
	const foreign = await foreignImport(path, env)
	if (foreign === undefined) return { path }
	return {
		refusal: `${path} is not read: it imports ${foreign}, which another user may write, or its directory`,
	}
}
