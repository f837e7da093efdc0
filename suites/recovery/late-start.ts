import { ControlFailed } from '../check/outcome.ts'
import type { Failure } from '../probes/wrong-with.ts'

/** Milliseconds. */
const startsWithin = 20_000
/**
 * An emulated guest with the suites' containers took 15 to 37 s, which were 74 to 171 round trips after it (26.1.5 and 28.5.2,
 * beside another VM on two cores: measured).
 */
const startsWithinRoundTrips = 200
/** Milliseconds: what a start that is late takes beside all others cannot be told where a round trip takes longer. */
const maxRoundTrip = 500

/**
 * What is wrong with a start of the daemon that took so long; undefined where it was in time.
 * @param ms from the restart until it was up
 * @param roundTrips milliseconds of round trips that no product is part of, before and after it; undefined for one that failed
 * @throws ControlFailed where the machine is too slow to tell
 */
export function lateStart(ms: number, roundTrips: readonly (number | undefined)[]): Failure | undefined {
	if (ms <= startsWithin) return undefined
	// One that failed took longer than anybody waited.
	const roundTrip = Math.max(...roundTrips.map((one) => one ?? Infinity))
	if (roundTrip > maxRoundTrip) {
		const took = Number.isFinite(roundTrip) ? `takes ${Math.round(roundTrip)} ms` : 'does not come back'
		throw new ControlFailed(
			`a round trip that no product is part of ${took}, and the daemon's start took ${ms} ms: this machine is too slow to tell a late start from a slow one`,
		)
	}
	const limit = Math.max(startsWithin, startsWithinRoundTrips * roundTrip)
	if (ms <= limit) return undefined
	return {
		form: { kind: 'wrong-value', found: 'late' },
		words: `the daemon was up ${ms} ms after its restart: expected at most ${Math.round(limit)} ms`,
	}
}
