import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ArtifactError, type ErrorDetails, HostError } from '#results'

/** Why an artifact is not available or not used: stable words, for events and tests. */
export type FaultReason =
	| 'not-found'
	| 'forbidden'
	| 'http-status'
	| 'server-error'
	| 'unreachable'
	| 'no-answer'
	| 'broken-transfer'
	| 'stalled'
	| 'deadline'
	| 'bad-url'
	| 'redirect-loop'
	| 'insecure-redirect'
	| 'html-page'
	| 'wrong-sum'
	| 'disk-full'
	| 'bad-archive'
	| 'unsafe-entry'
	| 'too-large'
	| 'not-in-lock'
	| 'offline'
	| 'no-source'
	| 'missing-program'
	| 'wrong-architecture'
	| 'unauthenticated'
	| 'tool-failed'
	| 'no-length'
	| 'unsupported'
	| 'missing-file'
	| 'changed-file'
	| 'bad-fragment'
	| 'cannot-run'

/** What a fault makes of a cell. */
export type Consequence = 'unavailable' | 'error' | 'host'

/**
 * `unavailable` is what is not available here and now; whatever was there and is wrong is an `error`, so that nothing
 * that was tampered with or damaged can pass for something that is merely missing.
 */
const consequences: Readonly<Record<FaultReason, Consequence>> = {
	'not-found': 'unavailable',
	forbidden: 'unavailable',
	'server-error': 'unavailable',
	unreachable: 'unavailable',
	'no-answer': 'unavailable',
	offline: 'unavailable',
	'no-source': 'unavailable',
	unsupported: 'unavailable',
	// Time-outs: the server does not answer, or no longer.
	stalled: 'unavailable',
	deadline: 'unavailable',
	'http-status': 'error',
	'broken-transfer': 'error',
	'bad-url': 'error',
	'redirect-loop': 'error',
	'insecure-redirect': 'error',
	'html-page': 'error',
	'wrong-sum': 'error',
	'bad-archive': 'error',
	'unsafe-entry': 'error',
	'too-large': 'error',
	'not-in-lock': 'error',
	'missing-program': 'error',
	'wrong-architecture': 'error',
	unauthenticated: 'error',
	'tool-failed': 'error',
	'no-length': 'error',
	'missing-file': 'error',
	'changed-file': 'error',
	'bad-fragment': 'error',
	'cannot-run': 'error',
	'disk-full': 'host',
}

export const consequenceOf = (reason: FaultReason): Consequence => consequences[reason]

/** Whether an error says that something is not available, and nothing worse. */
export const isUnavailable = (error: unknown): boolean =>
	error instanceof ArtifactFault && consequenceOf(error.reason) === 'unavailable'

/** An ArtifactError that also says in one word what is wrong. */
export class ArtifactFault extends ArtifactError {
	static override readonly name: string = 'ArtifactFault'
	readonly reason: FaultReason

	constructor(reason: FaultReason, message: string, details?: ErrorDetails) {
		super(message, details)
		this.reason = reason
	}
}

/** The reason of an error or of what caused it; undefined for what is no ArtifactFault. */
export function faultReason(error: unknown): FaultReason | undefined {
	if (error instanceof ArtifactFault) return error.reason
	return error instanceof Error && error.cause !== undefined ? faultReason(error.cause) : undefined
}

/** The system's code of an error (`ENOSPC`), also behind a cause. */
export function systemCode(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined
	const { code } = error as NodeJS.ErrnoException
	return typeof code === 'string' && /^E[A-Z_]+$/.test(code) ? code : systemCode(error.cause)
}

/** What a machine says that is in trouble; it says nothing about the file that was asked for. */
const troubles = ['EMFILE', 'ENFILE', 'EIO', 'ENOMEM']

/**
 * For whoever takes a file that cannot be read for one that is not there: undefined.
 * @throws HostError when it is the machine that cannot read just now: nothing in the cache is missing or damaged for that.
 */
export function absent(error: unknown): undefined {
	const trouble = machineFault(error, 'This machine cannot read its cache')
	if (trouble !== undefined) throw trouble
	return undefined
}

/** What failed, when it was the machine that could not; undefined for anything else. */
export function machineFault(error: unknown, what: string): HostError | undefined {
	if (!troubles.includes(systemCode(error) ?? '')) return undefined
	const words = error instanceof Error ? error.message : String(error)
	return new HostError(`${what}: ${words}.`, {
		cause: error,
		hint: 'See `ulimit -n` for EMFILE, and the kernel’s log (`dmesg`) for EIO.',
	})
}

/** Turns a full disk into an error that says so; anything else is given back as it is. */
export function explainFullDisk(error: unknown, what: string): unknown {
	const output = error instanceof Error && 'output' in error ? String(error.output) : ''
	const full =
		['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '') || /No space left on device/.test(output)
	if (!full || error instanceof ArtifactFault) return error
	return new ArtifactFault('disk-full', `No room in the cache for ${what}.`, { cause: error, hint: freeSome })
}

const freeSome =
	'Free some with `rootless-matrix images gc --delete`, or put the cache elsewhere with ROOTLESS_MATRIX_CACHE.'

/** Free bytes for this user where `path` is, or will be made. */
export async function freeBytes(path: string): Promise<number> {
	try {
		const { bavail, bsize } = await statfs(path)
		return bavail * bsize
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error
		return freeBytes(dirname(path))
	}
}

/** @throws ArtifactFault `disk-full` when fewer than `bytes` are free in the file system of `dir`. */
export async function assertRoom(dir: string, bytes: number, what: string): Promise<void> {
	const free = await freeBytes(dir)
	if (free >= bytes) return
	const inMiB = (count: number) => `${Math.floor(count / 2 ** 20)} MiB`
	throw new ArtifactFault(
		'disk-full',
		`No room in the cache for ${what}: ${inMiB(free)} are free in ${dir}, ${inMiB(bytes)} are needed.`,
		{ hint: freeSome },
	)
}
