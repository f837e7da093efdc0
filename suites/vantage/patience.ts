/** A place whose machine can be measured. */
export interface Paced {
	/** Milliseconds that a round trip takes right now which no product is part of; undefined when it failed. */
	readonly pace?: (() => Promise<number | undefined>) | undefined
}

/** The product's way is longer: a dozen processes, each of which may have to wait for a processor. */
const factor = 10
const MAX_SECONDS = 60

/**
 * Whether silence after so many seconds may be slowness: then how many seconds to wait the next time. Undefined where the
 * machine is fast enough for silence to be silence.
 */
export async function morePatience({ pace }: Paced, seconds: number): Promise<number | undefined> {
	const ms = await pace?.()
	if (ms === undefined) return undefined
	const needed = Math.min(MAX_SECONDS, Math.ceil((ms * factor) / 1000))
	return needed > seconds ? needed : undefined
}

/**
 * Whether a machine is so slow that what it did not finish in so many seconds may be slowness, a round trip that failed
 * included: it would take as long as so many round trips. False where nothing can be measured.
 */
export async function tooSlowFor(seconds: number, roundTrips: number, { pace }: Paced): Promise<boolean> {
	if (pace === undefined) return false
	const ms = await pace()
	return ms === undefined || (ms * roundTrips) / 1000 > seconds
}
