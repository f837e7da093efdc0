import { lstat, symlink } from 'node:fs/promises'
import { ConfigurationError } from '../errors/index.ts'
import { intoPlace, kindOf, unlessMissing } from '../files/index.ts'

/** Replaces a symlink without a moment in which there is none. @throws ConfigurationError when something else has its name. */
export async function linkDurably(path: string, target: string): Promise<void> {
	await assertLinkPlace(path)
	await intoPlace(path, (temporary) => symlink(target, temporary))
}

/** A link may take the place of a link: anything else is somebody's. @throws ConfigurationError */
export async function assertLinkPlace(path: string): Promise<void> {
	const found = await lstat(path).catch(unlessMissing)
	if (found === undefined || found.isSymbolicLink()) return
	throw new ConfigurationError(
		`${path} is ${kindOf(found)}; expected a link to the newest run, or nothing.`,
		{
			hint: 'Move it away, or name another directory with --runs-dir.',
		},
	)
}
