import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { installedVersion } from './built.ts'
import { closureOf } from './code.ts'

/**
 * Hash over a site's plug-ins: the file that names them, every file that it imports by a relative path, directly or not, and
 * the versions of the packages that these name. With another check of theirs the harness is another one.
 */
export async function pluginCode(config: string): Promise<string> {
	const folder = dirname(config)
	const hash = createHash('sha256')
	const { paths, packages } = await closureOf(folder, basename(config))
	for (const path of paths) hash.update(`${path}\0`).update(await readFile(join(folder, path)))
	for (const name of packages) {
		const version = await installedVersion(folder, name)
		if (version !== undefined) hash.update(`${name}@${version}\0`)
	}
	return hash.digest('hex').slice(0, 16)
}
