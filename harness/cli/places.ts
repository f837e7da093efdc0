import { resolve } from 'node:path'
import { ConfigurationError } from '#results/errors'

/** Directories that the environment names. */
const places = ['ROOTLESS_MATRIX_CACHE', 'XDG_CACHE_HOME', 'TMPDIR'] as const

/**
 * What apt, mke2fs and QEMU cannot be told in any quoting: control characters everywhere, quotes and backslashes in
 * apt's configuration. Blanks, commas and globs are fine.
 */
// eslint-disable-next-line no-control-regex
const unusable = /[\u0000-\u001f\u007f"\\]/

/**
 * The directories of the environment, made absolute once and for all: the tools that get them run elsewhere.
 * @throws ConfigurationError naming the variable, for a path that some tool could not be given.
 */
export function absolutePlaces(env: NodeJS.ProcessEnv, cwd: string): Partial<Record<string, string>> {
	const absolute: Partial<Record<string, string>> = {}
	for (const name of places) {
		const value = env[name]
		if (value === undefined || value === '') continue
		if (unusable.test(value))
			throw new ConfigurationError(
				`${name} has a quote, a backslash or a control character in it: ${JSON.stringify(value)}.`,
				{ hint: 'apt cannot be told such a path. Name another directory.' },
			)
		absolute[name] = resolve(cwd, value)
	}
	return absolute
}
