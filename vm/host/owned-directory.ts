import { lstat, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { removeTree } from './scratch.ts'

/** `rm-cell-4711-x5Jv9q`: short, since the path of a unix socket in it must stay below 108 bytes. */
const form = /^rm-(?:build|cell|suites|kept)-(\d+)-\w{6}$/

/**
 * The temporary directory, as long as its path means the same in an address: a client of Docker's socket takes its path
 * for a part of a URL, where a blank, a `%` or a `?` does not.
 */
const parentDirectory = (): string => (/^[\w./+~-]+$/.test(tmpdir()) ? tmpdir() : '/tmp')

/**
 * Makes a private directory in the temporary directory that says whose it is. Who makes it removes it; what is left of a
 * process that was killed, {@link sweepOwnedDirectories} removes.
 */
export function makeOwnedDirectory(kind: 'build' | 'cell' | 'suites' | 'kept'): Promise<string> {
	return mkdtemp(join(parentDirectory(), `rm-${kind}-${process.pid}-`))
}

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

/** Removes what processes of this user that are gone left behind. @returns what was removed. */
export const sweepOwnedDirectories = (parent: string = parentDirectory()): Promise<string[]> =>
	sweepDirectories(parent, form, removeTree)

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

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0)
		return true
	} catch (error) {
		// Another user's process lives as well.
		return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
	}
}
