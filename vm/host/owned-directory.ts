import { lstat, mkdtemp, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { markScratch, removeScratch, removeTree } from './scratch.ts'

const kinds = [
	...(['build', 'cell', 'suites', 'kept', 'vm', 'probe', 'initrd', 'disk'] as const),
	...(['bundle', 'collect', 'report', 'farm'] as const),
] as const

/** What a temporary directory is for. */
export type OwnedKind = (typeof kinds)[number]

/** `rm-cell-4711-x5Jv9q`: short, since the path of a unix socket in it must stay below 108 bytes. */
const form = new RegExp(`^rm-(?:${kinds.join('|')})-(\\d+)-\\w{6}$`)

/** Lies in a directory that outlives its process on purpose. */
const TO_KEEP = '.rootless-matrix-keep'

/** Names a directory elsewhere that goes with the one that it lies in. */
const WITH = '.rootless-matrix-with'

/**
 * The temporary directory, as long as its path means the same in an address: a client of Docker's socket takes its path
 * for a part of a URL, where a blank, a `%` or a `?` does not.
 */
const parentDirectory = (): string => (/^[\w./+~-]+$/.test(tmpdir()) ? tmpdir() : '/tmp')

/**
 * Makes a private directory in the temporary directory that says whose it is. Who makes it removes it; what is left of a
 * process that was killed, {@link sweepOwnedDirectories} removes.
 */
export function makeOwnedDirectory(kind: OwnedKind): Promise<string> {
	return mkdtemp(join(parentDirectory(), `rm-${kind}-${process.pid}-`))
}

/** Takes a directory away in which nothing was left, for who fails and leaves what explains it. */
export const removeIfEmpty = (path: string): Promise<void> => rmdir(path).catch(() => undefined)

/** As {@link makeOwnedDirectory}, which `removeScratch` and the supervisor of a VM may remove as well. */
export async function makeOwnedScratch(kind: OwnedKind): Promise<string> {
	const directory = await makeOwnedDirectory(kind)
	await markScratch(directory)
	return directory
}

/**
 * Has a directory of `makeScratch` swept with an owned one. Other machines may share what it lies in, and process ids mean
 * nothing there: it is known by the temporary directory of this one.
 */
export const sweepWith = (owned: string, scratch: string): Promise<void> =>
	writeFile(join(owned, WITH), scratch)

/** Keeps a directory, whoever made it, from being swept: somebody was told what lies in it. */
export const keepDirectory = (path: string): Promise<void> =>
	writeFile(join(path, TO_KEEP), 'What lies here was left on purpose: rootless-matrix does not remove it.\n')

/** The directories of one kind that processes of this user have now. */
export async function ownedDirectories(kind: 'kept', parent: string = parentDirectory()): Promise<string[]> {
	const names = await readdir(parent).catch(() => [])
	const paths: string[] = []
	for (const name of names) {
		const owner = name.startsWith(`rm-${kind}-`) ? form.exec(name)?.[1] : undefined
		const path = join(parent, name)
		if (owner !== undefined && isAlive(Number(owner)) && (await isOurs(path))) paths.push(path)
	}
	return paths
}

/** Removes what processes of this user that are gone left behind, but not on purpose. @returns what was removed. */
export const sweepOwnedDirectories = (parent: string = parentDirectory()): Promise<string[]> =>
	sweepDirectories(parent, form, removeLeft)

async function removeLeft(path: string): Promise<void> {
	const elsewhere = await readFile(join(path, WITH), 'utf8').catch(() => undefined)
	// Never one that is not marked, whatever the file says.
	if (elsewhere !== undefined) await removeScratch([elsewhere])
	await removeTree(path)
}

/**
 * Removes directories by the process that their names name, where that is gone. `named` has the process id in its first
 * group; what cannot be removed stays. @returns what was removed.
 */
export async function sweepDirectories(
	parent: string,
	named: RegExp,
	remove: (path: string) => Promise<void>,
): Promise<string[]> {
	const swept: string[] = []
	for (const name of await readdir(parent).catch(() => [])) {
		const owner = named.exec(name)?.[1]
		const path = join(parent, name)
		if (owner === undefined || isAlive(Number(owner)) || !(await isOurs(path))) continue
		if (await exists(join(path, TO_KEEP))) continue
		await remove(path).then(
			() => swept.push(path),
			() => undefined,
		)
	}
	return swept
}

/** Anybody may make a name in the temporary directory, or a link. */
async function isOurs(path: string): Promise<boolean> {
	const info = await lstat(path).catch(() => undefined)
	return info?.isDirectory() === true && info.uid === process.geteuid?.()
}

const exists = (path: string): Promise<boolean> =>
	lstat(path).then(
		() => true,
		() => false,
	)

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0)
		return true
	} catch (error) {
		// Another user's process lives as well.
		return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
	}
}
