import { type WayOutcome } from '#results'
import { GuestCommandError, HarnessError, explainError } from '#results/errors'
import { cut } from './limits.ts'
import { machineTrouble } from './trouble/machine-trouble.ts'

/**
 * The product broke its contract, in these ways. Nothing else that a check throws is a `fail`: an assertion of vitest or
 * of a library says something of a program's mistake, not of the product.
 */
export class CheckFailed extends Error {
	readonly ways: readonly WayOutcome[]

	constructor(message: string, ways: readonly WayOutcome[], options?: ErrorOptions) {
		super(message, options)
		this.name = 'CheckFailed'
		this.ways = ways
	}
}

/** A check that proves an absence could not show that its own probe works: nothing is proved either way. */
export class ControlFailed extends HarnessError {
	static override readonly name: string = 'ControlFailed'
	constructor(message: string) {
		super('guest-command', `Control failed, so nothing is proved: ${message}`, {
			hint: 'See the evidence: the service that the check aims at, or its own probe, does not work.',
		})
	}
}

/** What a check's failure is when it tells of the machine's trouble: no failure of the product. Else the error as it is. */
export function orMachineTrouble(error: unknown): unknown {
	if (!(error instanceof CheckFailed)) return error
	const words = machineTrouble(error.message)
	if (words === undefined) return error
	return new GuestCommandError(`This machine is in trouble ("${words}"): ${cut(error.message)}`, {
		hint: 'The guest’s memory, disk or limits are used up, so nothing is said about the product.',
	})
}

/** `fail` is the product's, `error` is ours or the machine's; what nobody foresaw is ours until shown otherwise. */
export function outcomeOf(error: unknown): 'fail' | 'error' {
	return orMachineTrouble(error) instanceof CheckFailed ? 'fail' : 'error'
}

const ansi = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** The message of a check that went wrong, with what the failing program printed last, cut to a sane length. */
export function messageOf(error: unknown): string {
	const output = error instanceof HarnessError && error.output ? `\n${error.output.trim().slice(-2000)}` : ''
	return cut(`${explainError(error)}${output}`).replace(ansi, '')
}
