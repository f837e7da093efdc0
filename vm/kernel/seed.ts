import { ConfigurationError } from '#results/errors'
import type { SeedFile } from '../spec.ts'
import { fileMode, newcArchive, withParents } from './newc.ts'

/**
 * The files that one VM gets, as an archive to put behind the initrd (the kernel unpacks them one after the
 * other); the initrd's init copies /seed over the root file system.
 */
export function seedArchive(files: readonly SeedFile[]): Buffer {
	return newcArchive(
		withParents(
			files.map(({ path, content, mode = 0o644 }) => {
				if (!path.startsWith('/') || path.split('/').includes('..'))
					throw new ConfigurationError(`A seed file needs an absolute path, not ${path}`)
				return { path: `seed${path}`, mode: fileMode(mode), content: Buffer.from(content) }
			}),
		),
	)
}
