import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
// Not the whole folder: that would load plug-ins before it is known which.
import { closureOf } from '#harness/sources/closure'
import { isOwnPlace } from './find-up.ts'

/** The first file or package that a module needs, directly or not, and that another user may write. */
export async function foreignImport(config: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
	const folder = dirname(config)
	// What cannot be read is for the loader to complain of.
	const closure = await closureOf(folder, basename(config)).catch(() => undefined)
	const files = (closure?.paths ?? []).map((path) => join(folder, path))
	const packages = (closure?.packages ?? []).flatMap((name) => packageDirectory(folder, name) ?? [])
	return [...files, ...packages].find((path) => !isOwnPlace(realpathSync(path), env))
}

/** Where Node finds a package: in the nearest `node_modules` above that has it. */
function packageDirectory(folder: string, name: string): string | undefined {
	const place = join(folder, 'node_modules', name)
	if (statSync(place, { throwIfNoEntry: false }) !== undefined) return place
	return dirname(folder) === folder ? undefined : packageDirectory(dirname(folder), name)
}
