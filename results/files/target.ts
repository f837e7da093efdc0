import { constants, fstatSync, readFileSync, type Stats } from 'node:fs'
import { access, lstat, readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { ConfigurationError, trustedUsers } from '../errors/index.ts'
import { kindOf, unlessMissing } from './kind.ts'

/** Where what is written to a path goes. */
export type Target =
	/** The name of a plain file, which is replaced, or of none yet. */
	| { readonly kind: 'file'; readonly path: string }
	/** A pipe or a character device: a plain file in its place would be found by everybody else. */
	| { readonly kind: 'stream'; readonly path: string }
	/** A plain file that whoever started us has opened, as a shell's `>` does: it must stay the one that is open. */
	| { readonly kind: 'descriptor'; readonly fd: number }

/** One that is written into, and not replaced. */
export type OpenTarget = Exclude<Target, { kind: 'file' }>

/** As many as the kernel follows. */
const MAX_LINKS = 40

/**
 * Finds out where what is to be written to a path goes, before there is anything to write. Links are followed, so that they
 * stay, where they are the caller's or root's.
 * @throws ConfigurationError for what is neither a plain file, a pipe, nor a character device, and for what may not be written.
 */
export async function targetOf(path: string): Promise<Target> {
	try {
		return await follow(path, resolve(path), 0)
	} catch (cause) {
		if (cause instanceof ConfigurationError) throw cause
		throw new ConfigurationError(`${path} cannot be written`, {
			cause,
			hint: 'Name a file in a directory that is there and may be written.',
		})
	}
}

async function follow(named: string, at: string, links: number): Promise<Target> {
	const folder = await realpath(dirname(at)).catch(unlessMissing)
	if (folder === undefined) {
		await assertFolderCanBeMade(dirname(at))
		return { kind: 'file', path: at }
	}
	const fd = new RegExp(`^/proc/${process.pid}/fd/(\\d+)$`).exec(join(folder, basename(at)))?.[1]
	if (fd !== undefined) return descriptor(named, Number(fd))
	const real = join(folder, basename(at))
	const found = await lstat(real).catch(unlessMissing)
	if (found?.isSymbolicLink()) {
		assertTrusted(named, real, found)
		if (links === MAX_LINKS) throw refused(named, 'a link that leads round in a circle')
		return follow(named, resolve(folder, await readlink(real)), links + 1)
	}
	if (found === undefined || found.isFile()) {
		await access(folder, constants.W_OK)
		return { kind: 'file', path: real }
	}
	if (!isStream(found)) throw refused(named, kindOf(found))
	await access(real, constants.W_OK)
	return { kind: 'stream', path: real }
}

/** A folder that is not there is made when there is something to write: the nearest one that is there has to allow it. */
async function assertFolderCanBeMade(folder: string): Promise<void> {
	const above = dirname(folder)
	if ((await realpath(above).catch(unlessMissing)) === undefined) return assertFolderCanBeMade(above)
	// The slash tells a folder from a file, which nothing can be in.
	await access(`${above}/`, constants.W_OK)
}

/** One of this process: its link in /proc leads to what is open, not to a name. */
function descriptor(named: string, fd: number): Target {
	let stats
	try {
		stats = fstatSync(fd)
	} catch (cause) {
		throw new ConfigurationError(`${named} cannot be written: descriptor ${fd} is not open`, {
			cause,
			hint: `Open it where the command is started, as with ${fd}>FILE, or name a file.`,
		})
	}
	const flags = /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1] ?? '2'
	const mode = Number.parseInt(flags, 8) & (constants.O_WRONLY | constants.O_RDWR)
	if (mode === constants.O_RDONLY) throw refused(named, `descriptor ${fd}, which is open for reading only`)
	if (stats.isFile()) return { kind: 'descriptor', fd }
	if (!isStream(stats)) throw refused(named, kindOf(stats))
	return { kind: 'stream', path: `/proc/self/fd/${fd}` }
}

const isStream = (stats: Stats): boolean => stats.isFIFO() || stats.isCharacterDevice()

/** Another user's link would choose what root writes. */
function assertTrusted(named: string, link: string, { uid }: Stats): void {
	const trusted = trustedUsers()
	if (trusted.includes(uid)) return
	throw new ConfigurationError(
		`${named} cannot be written: ${link} is a link of another user, who could choose what is written; expected user ${trusted.join(' or ')}, found user ${uid}.`,
		{ hint: 'Remove it, or name another file.' },
	)
}

const refused = (named: string, found: string) =>
	new ConfigurationError(
		`${named} cannot be written: expected a plain file, a pipe, a character device, or nothing yet; found ${found}.`,
		{ hint: 'Name another file.' },
	)
