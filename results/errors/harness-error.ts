/** Stable codes: what kind of thing broke. They appear in events, reports and exit codes. */
export type ErrorCode =
	| 'configuration'
	| 'artifact'
	| 'boot'
	| 'guest-command'
	| 'daemon'
	| 'timeout'
	| 'interrupted'
	| 'host'
	| 'internal'

export interface ErrorDetails {
	/** What to do next, one sentence. */
	readonly hint?: string | undefined
	readonly cause?: unknown
	/** Paths (relative to the run directory, or absolute outside a run) of files that show the failure. */
	readonly evidence?: readonly string[] | undefined
	/** The end of what the failing program printed; shown behind the message. */
	readonly output?: string | undefined
}

/**
 * The base of everything the harness throws on purpose. It always means `error` (the harness or the
 * machine), never `fail` (the product): an assertion of a check is vitest's, not this.
 */
export class HarnessError extends Error {
	static override readonly name: string = 'HarnessError'
	readonly code: ErrorCode
	readonly hint: string | undefined
	readonly evidence: readonly string[]
	readonly output: string | undefined

	constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause })
		this.name = new.target.name
		this.code = code
		this.hint = details.hint
		this.evidence = details.evidence ?? []
		this.output = details.output
	}
}

/** Each says its own name, which a build that shortens names must not touch. */
const kind = (code: ErrorCode) =>
	class extends HarnessError {
		constructor(message: string, details?: ErrorDetails) {
			super(code, message, details)
		}
	}

/** The user's input is wrong: exit code 2, nothing was started. */
export class ConfigurationError extends kind('configuration') {
	static override readonly name: string = 'ConfigurationError'
}
/** Something that goes into a VM is not available or could not be built. */
export class ArtifactError extends kind('artifact') {
	static override readonly name: string = 'ArtifactError'
}
/** A VM did not come up, or died. */
export class BootError extends kind('boot') {
	static override readonly name: string = 'BootError'
}
/** A command inside the guest that the harness needs failed. */
export class GuestCommandError extends kind('guest-command') {
	static override readonly name: string = 'GuestCommandError'
}
/** The daemon did something other than start or refuse. */
export class DaemonError extends kind('daemon') {
	static override readonly name: string = 'DaemonError'
}
/** A deadline passed. */
export class TimeoutError extends kind('timeout') {
	static override readonly name: string = 'TimeoutError'
}

/** What to do about a machine that was too slow; true whether one VM ran or several. */
export const slowMachineHint =
	'Leave the machine alone meanwhile; where several VMs ran at the same time, run fewer (--jobs 1).'
/** The user stopped the run. */
export class InterruptedError extends kind('interrupted') {
	static override readonly name: string = 'InterruptedError'
}
/** The host lacks something, or a host tool failed. */
export class HostError extends kind('host') {
	static override readonly name: string = 'HostError'
}

/** The harness did what it must not: its own mistake, or a result that cannot be. */
export class InternalError extends kind('internal') {
	static override readonly name: string = 'InternalError'
}

/** Whether what the system refused is that nothing is there. */
export const isAbsent = (cause: unknown): boolean =>
	cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'

/** Why what a person named cannot be read. That it is not there is said in words, which the system's own would only repeat. */
export const unreadable = (what: string, cause: unknown, hint?: string): ConfigurationError =>
	isAbsent(cause)
		? new ConfigurationError(`there is no ${what}`, { hint })
		: new ConfigurationError(`cannot read the ${what}`, { cause, hint })

/** One line a person can act on: message, then the hint, then the chain of causes. */
export function explainError(error: unknown): string {
	if (!(error instanceof Error)) return messageOfPlain(error)
	const parts = [error.message]
	if (error instanceof HarnessError && error.hint) parts.push(error.hint)
	if (error.cause !== undefined) parts.push(`(because: ${explainError(error.cause)})`)
	return parts.join(' ')
}

/** What crossed a thread or a process is no Error any more, and may not even have a prototype. */
function messageOfPlain(error: unknown): string {
	if (typeof error !== 'object' || error === null) return String(error)
	return 'message' in error && typeof error.message === 'string' ? error.message : JSON.stringify(error)
}
