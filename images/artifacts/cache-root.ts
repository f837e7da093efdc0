import { lstat, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { assertUsablePath, ConfigurationError, trustedUsers } from '#results/errors'
import { kindOf } from '#results/files'
import { shellQuote } from '#vm/host'
import { absent } from './fault.ts'

/**
 * What lies in a cache is executed or becomes an argument of a program: apt's configuration, images, what QEMU is started
 * with. Makes sure that no other user of the machine has made it, nor may write to it. One that does not exist is fine.
 *
 * Trusted are root, the caller and, for root, whoever called sudo. A group may write to it: a cache that a group shares is
 * root's, or each of its users has to be the same one.
 * @param path absolute
 * @throws ConfigurationError
 */
export async function assertOwnCache(
	path: string,
	caller: Parameters<typeof trustedUsers>[0] = {},
): Promise<void> {
	assertUsablePath('The cache’s path', path)
	const trusted = trustedUsers(caller)
	await assertOwn(path, trusted)
	const real = await realpath(path).catch(absent)
	if (real !== undefined && real !== path) await assertOwn(real, trusted)
}

async function assertOwn(path: string, trusted: readonly number[]): Promise<void> {
	if (dirname(path) === path)
		throw new ConfigurationError(
			`The cache would be ${path} itself, and \`images gc\` removes what it finds in a cache.`,
			{ hint: `${elsewhere}.` },
		)
	let isParentOpen = false
	for (const folder of withParents(path)) {
		const found = await lstat(folder).catch(absent)
		if (found === undefined) return
		const isCache = folder === path
		// Where only its owner could make a name, whoever has it was given it.
		if ((isCache || isParentOpen) && !trusted.includes(found.uid))
			throw notOwn(folder, path, found.uid, trusted)
		const seen = await stat(folder).catch(absent)
		if (seen !== undefined && !seen.isDirectory()) throw noDirectory(folder, path, kindOf(seen))
		const mode = seen?.mode ?? 0
		isParentOpen = (mode & 0o002) !== 0
		if (isCache && isParentOpen) throw openToAll(path, mode)
	}
}

/** `/srv/ci` → `/`, `/srv`, `/srv/ci` */
function withParents(path: string): string[] {
	const parent = dirname(path)
	return parent === path ? [path] : [...withParents(parent), path]
}

const elsewhere = 'Set ROOTLESS_MATRIX_CACHE to a directory of your own'

function notOwn(folder: string, path: string, found: number, trusted: readonly number[]) {
	const what = folder === path ? `The cache ${path}` : `${folder}, where the cache ${path} lies,`
	return new ConfigurationError(
		`${what} belongs to another user, who could choose what runs here: expected user ${trusted.join(' or ')}, found user ${found}.`,
		{
			hint: `${elsewhere}, or, if you trust everything in this one, give it to you: chown -R ${trusted[0]} ${shellQuote(folder)}`,
		},
	)
}

const noDirectory = (folder: string, path: string, found: string) =>
	new ConfigurationError(
		`The cache would be ${path}: expected ${folder} to be a directory, or not to be there yet; found ${found}.`,
		{ hint: `${elsewhere}.` },
	)

const openToAll = (path: string, mode: number) =>
	new ConfigurationError(
		`Everybody may write to the cache ${path}, and could choose what runs here: expected mode 755, found mode ${(mode & 0o7777).toString(8)}.`,
		{
			hint: `${elsewhere}, or, if you trust everything in this one, close it: chmod o-w ${shellQuote(path)}`,
		},
	)
