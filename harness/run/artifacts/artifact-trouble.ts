import { ArtifactFault, consequenceOf } from '#images'
import { ArtifactError, HarnessError, HostError } from '#results'

/**
 * What an artifact's fault means for its cells: one that is not available makes them `unavailable` and stays as it is;
 * one that is there and wrong, or that this machine has no room for, makes them an `error`.
 */
export function troubleOf(error: unknown): unknown {
	if (!(error instanceof ArtifactError)) return error
	const { message, hint, evidence, output, cause } = error
	const details = { evidence, cause, ...(hint ? { hint } : {}), ...(output ? { output } : {}) }
	// An error that does not say what it is, is not known to be an absence.
	switch (error instanceof ArtifactFault ? consequenceOf(error.reason) : 'error') {
		case 'unavailable':
			return error
		case 'host':
			return new HostError(message, details)
		case 'error':
			return new HarnessError('artifact', message, details)
	}
}

/** An image that would have to be built out of packages from a mirror. */
export const notBuiltOffline = (what: string) =>
	new ArtifactFault(
		'offline',
		`${what} is not in the cache and would have to be built, and this run is offline.`,
		{
			hint: 'Run `rootless-matrix fetch` where there is a connection, on the same cache.',
		},
	)
