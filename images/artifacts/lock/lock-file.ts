import { basename, dirname, join, resolve } from 'node:path'
import { ConfigurationError, HostError } from '#results'
import { readPlain } from '#results/files'
import { holdMutex, writeAtomic } from '#vm/host'
import { ArtifactFault, systemCode } from '../fault.ts'
import { type Lock, type Pinned, samePin, sumsOf } from './lock.ts'
import { readLockText, renderLock } from './lock-text.ts'

export const lockFileName = 'rootless-matrix.lock.yaml'

/** The lock file that belongs to a matrix file. */
export const lockPathFor = (matrixFile: string): string => join(dirname(resolve(matrixFile)), lockFileName)

export interface LockFileOptions {
	/** Accept nothing that is not pinned yet. */
	readonly frozen?: boolean
	readonly signal?: AbortSignal | undefined
}

/**
 * Opens `rootless-matrix.lock.yaml`; it need not exist before something is pinned.
 * @throws ConfigurationError when it cannot be read or understood, or is missing where nothing new is accepted.
 */
export async function openLockFile(path: string, options: LockFileOptions = {}): Promise<Lock> {
	let known = await read(path)
	if (options.frozen && known.size === 0)
		throw new ConfigurationError(`${path} has no entries or is not there, and nothing new is accepted.`, {
			hint: 'Run once without --frozen, look at what was written to it, and commit it.',
		})
	let writing: Promise<void> = Promise.resolve()
	const write = async (key: string, entry: Pinned) => {
		if (samePinAs(known.get(key), entry)) return
		// The directory is what is locked: a lock beside it would be litter in the user's repository.
		await using _lock = await holdMutex(dirname(resolve(path)), { signal: options.signal })
		const current = await read(path)
		const theirs = current.get(key)
		if (theirs && !samePin(theirs, entry)) throw pinnedOtherwise(path, key, theirs, entry)
		current.set(key, theirs ?? entry)
		if (!theirs) await replace(path, renderLock(current))
		known = current
	}
	const refuseNew = (key: string) => {
		if (options.frozen && !known.has(key)) throw notPinned(path, key)
	}
	return {
		name: basename(path),
		pinned: (key) => known.get(key),
		assertOpenFor: refuseNew,
		pin: (key, entry) => {
			// One after the other: each of our writes must see the one before.
			const mine = writing.then(() => {
				refuseNew(key)
				return write(key, entry)
			})
			writing = mine.catch(() => {})
			return mine
		},
	}
}

const samePinAs = (known: Pinned | undefined, entry: Pinned) => known !== undefined && samePin(known, entry)

const notPinned = (path: string, key: string) =>
	new ArtifactFault(
		'not-in-lock',
		`${basename(path)} has no entry for ${key}, and nothing new is accepted.`,
		{
			hint: 'Run once without --frozen, look at what was added to the lock file, and commit it.',
		},
	)

const pinnedOtherwise = (path: string, key: string, theirs: Pinned, ours: Pinned) =>
	new ArtifactFault(
		'wrong-sum',
		`${key}: ${basename(path)} says ${sumsOf(theirs).join(', ')}, found ${sumsOf(ours).join(', ')}.`,
		{ hint: 'Two sources serve different files under one name. Find out which is right before going on.' },
	)

/** Bytes: twenty thousand entries. The parser of YAML hears no signal while it reads. */
const MAX_BYTES = 4 * 1024 ** 2

/**
 * The text of a lock file; undefined: there is none.
 * @throws ConfigurationError for what is no plain file, or too large, or cannot be read.
 */
export async function readLockFile(path: string): Promise<string | undefined> {
	try {
		return await readPlain(path, {
			maxBytes: MAX_BYTES,
			hint: 'It is the lock file that belongs to the matrix: move it away, and run again to have a new one.',
		})
	} catch (error) {
		if (error instanceof ConfigurationError) throw error
		if (systemCode(error) === 'ENOENT') return undefined
		throw new ConfigurationError(`${path} cannot be read.`, {
			cause: error,
			hint: 'It is the lock file that belongs to the matrix: make it a readable file.',
		})
	}
}

async function read(path: string): Promise<Map<string, Pinned>> {
	const text = await readLockFile(path)
	return text === undefined ? new Map() : readLockText(text, path)
}

async function replace(path: string, text: string): Promise<void> {
	try {
		await writeAtomic(path, text)
	} catch (cause) {
		throw new HostError(`${path} cannot be written (${systemCode(cause) ?? String(cause)}).`, {
			cause,
			hint: 'Copy the matrix file to a directory of your own, or pin everything there first and use --frozen.',
		})
	}
}
