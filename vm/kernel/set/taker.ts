import type { Entry } from './entry.ts'

/** What becomes of the entries of a set, one after another. */
export interface Taker {
	/** Returns whether the entry is of use. `source` is the file of the set that it is from. */
	take(entry: Entry, source: string): Promise<boolean>
	/** Takes a module without its content, where its path is enough; returns whether it is of use. */
	takeNamed?(path: string, source: string): boolean
}

/** Takes each entry of a file once, also where some of it is read a second time. */
export class Once implements Taker {
	/** Entries that are of use. */
	taken = 0
	private readonly source: string
	private readonly taker: Taker
	private readonly seen = new Set<string>()

	constructor(source: string, taker: Taker) {
		this.source = source
		this.taker = taker
	}

	async take(entry: Entry): Promise<boolean> {
		if (this.seen.has(entry.path)) return false
		const isOfUse = await this.taker.take(entry, this.source)
		this.seen.add(entry.path)
		if (isOfUse) this.taken++
		return isOfUse
	}

	takeNamed(path: string): boolean {
		const isOfUse = this.taker.takeNamed?.(path, this.source) === true
		if (isOfUse) this.taken++
		return isOfUse
	}
}
