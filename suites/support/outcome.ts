import { HarnessError, explainError } from '#results/errors'

/** The product broke its contract. Everything that a check throws and that says so is this or an assertion. */
export class CheckFailed extends Error {
	constructor(message: string, options?: ErrorOptions) {
		super(message, options)
		this.name = 'CheckFailed'
	}
}

/** A check that proves an absence could not show that its own probe works: nothing is proved either way. */
export class ControlFailed extends HarnessError {
	constructor(message: string) {
		super('guest-command', `Control failed, so nothing is proved: ${message}`, {
			hint: 'See the evidence: the service that the check aims at, or its own probe, does not work.',
		})
	}
}

/** `fail` is the product's, `error` is ours; what nobody foresaw is ours until shown otherwise. */
export function outcomeOf(error: unknown): 'fail' | 'error' {
	if (error instanceof CheckFailed) return 'fail'
	// vitest's expect throws chai's class, of which there may be several copies: the name is the contract.
	return error instanceof Error && error.name === 'AssertionError' ? 'fail' : 'error'
}

const ansi = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** The message of a check that went wrong, with what the failing program printed last. */
export function messageOf(error: unknown): string {
	const output = error instanceof HarnessError && error.output ? `\n${error.output.trim().slice(-2000)}` : ''
	return `${explainError(error)}${output}`.replace(ansi, '')
}
