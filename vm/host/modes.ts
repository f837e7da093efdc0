import { chmod, lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '#results/errors'
import { abortError, type Bounded } from './wait.ts'

/**
 * Gives a tree that goes to a guest the modes that umask 022 would have left, whatever this process's is: the guest's users
 * have to enter its directories, read its files and run its programs. No link is followed. @throws HostError
 */
export async function normaliseModes(tree: string, { signal }: Bounded = {}): Promise<void> {
	const to = `set the modes of ${tree}`
	if (signal?.aborted) throw abortError(to, signal)
	try {
		const names = await readdir(tree, { recursive: true })
		await Promise.all([tree, ...names.map((name) => join(tree, name))].map(normalise))
	} catch (cause) {
		throw new HostError(`Could not ${to}: ${String(cause)}`, { cause })
	}
}

/** As `chmod u=rwX,go=rX`: execution only of directories, and of what somebody may execute already. */
async function normalise(path: string): Promise<void> {
	const info = await lstat(path)
	if (info.isSymbolicLink()) return
	const opened = info.isDirectory() || (info.mode & 0o111) !== 0 ? 0o755 : 0o644
	// A directory keeps what makes its files its group's.
	const mode = info.isDirectory() ? opened | (info.mode & 0o6000) : opened
	if ((info.mode & 0o7777) !== mode) await chmod(path, mode)
}
