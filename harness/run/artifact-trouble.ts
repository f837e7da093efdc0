import { ArtifactFault, type FaultReason } from '#images'
import { HarnessError, HostError } from '#results'

/** Something is there and is not what it should be: that must not pass for something that is merely missing. */
const wrongs: readonly FaultReason[] = ['wrong-sum', 'not-in-lock', 'unsafe-entry']

/**
 * What an artifact's fault means for its cells: one that cannot be had makes them `unavailable` and stays as it is;
 * one that is wrong, or that this machine has no room for, makes them an `error`.
 */
export function troubleOf(error: unknown): unknown {
	if (!(error instanceof ArtifactFault)) return error
	const { message, hint, evidence, output, cause } = error
	const details = { evidence, cause, ...(hint ? { hint } : {}), ...(output ? { output } : {}) }
	if (error.reason === 'disk-full') return new HostError(message, details)
	return wrongs.includes(error.reason) ? new HarnessError('artifact', message, details) : error
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
