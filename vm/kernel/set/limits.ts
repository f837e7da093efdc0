/** What a set of files may unpack to. A full kernel of a distribution has 5,000 entries and 500 MB. */
export interface SetLimits {
	readonly maxEntries: number
	/** Bytes, unpacked, of one file of the set. */
	readonly maxBytes: number
	/** Milliseconds for one file of the set. */
	readonly deadline: number
}

export const defaultLimits: SetLimits = {
	maxEntries: 100_000,
	maxBytes: 3 * 1024 ** 3,
	deadline: 120_000,
}
