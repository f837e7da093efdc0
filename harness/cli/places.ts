import { resolve } from 'node:path'
import { assertUsablePath } from '#results/errors'

/** Directories that the environment names. */
const places = ['ROOTLESS_MATRIX_CACHE', 'XDG_CACHE_HOME', 'TMPDIR'] as const

/**
 * The directories of the environment, made absolute once and for all: the tools that get them run elsewhere.
 * @throws ConfigurationError naming the variable, for a path that some tool could not be given.
 */
export function absolutePlaces(env: NodeJS.ProcessEnv, cwd: string): Partial<Record<string, string>> {
	const absolute: Partial<Record<string, string>> = {}
	for (const name of places) {
		const value = env[name]
		if (value === undefined || value === '') continue
		const path = resolve(cwd, value)
		assertUsablePath(name, path)
		absolute[name] = path
	}
	return absolute
}
