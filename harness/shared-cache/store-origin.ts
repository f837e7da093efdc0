import { type FileHandle, open, rm } from 'node:fs/promises'
import { readFacts, type Store, StoreError } from '#harness/store'
import type { CacheOrigin, PullCall, SharedItem } from '#images'
import { explainError, HarnessError } from '#results'
import { fileForm, nameOf, PIECE } from './form.ts'

/** Bytes that are left out of a file where they are zeros: an image of 6 GiB takes the room of what is in it. */
const PAGE = 64 * 2 ** 10
const zeros = Buffer.alloc(PAGE)

interface StoreOriginOptions {
	/** For people; without credentials. */
	readonly place: string
	/** Called once, when something is asked for. */
	readonly openStore: () => Promise<Store>
	readonly say: (message: string) => void
}

/**
 * A store as another cache. Each blob is verified before it is written; a store that is away costs one try and one sentence, and
 * something wrong in it a sentence with its name: the mirrors have it as well.
 */
export class StoreOrigin implements CacheOrigin {
	readonly place: string
	readonly #options: StoreOriginOptions
	#store: Promise<Store> | undefined
	#isAway = false

	constructor(options: StoreOriginOptions) {
		this.#options = options
		this.place = options.place
	}

	async pull(item: SharedItem, into: string, call: PullCall): Promise<boolean> {
		if (this.#isAway) return false
		try {
			this.#store ??= this.#options.openStore()
			return await this.#copy(await this.#store, item, into, call)
		} catch (error) {
			await rm(into, { force: true })
			call.signal?.throwIfAborted()
			if (!(error instanceof HarnessError)) throw error
			if (error instanceof StoreError && error.trouble === 'damaged') this.refuse(item, explainError(error))
			else this.#leave(error)
			return false
		}
	}

	refuse(item: SharedItem, why: string): void {
		this.#options.say(`${nameOf(item)} of ${this.place} is not used: ${why}.`)
	}

	#leave(error: HarnessError): void {
		if (this.#isAway) return
		this.#isAway = true
		this.#options.say(`Nothing is taken from ${this.place} any more: ${explainError(error)}.`)
	}

	async #copy(
		store: Store,
		item: SharedItem,
		into: string,
		{ signal, maxBytes = Infinity }: PullCall,
	): Promise<boolean> {
		const name = nameOf(item)
		const found = await readFacts(store, name, { kind: 'cache', facts: fileForm, signal })
		if (found === undefined) return false
		const { size, time, pieces } = found.facts
		const damaged = (why: string) => new StoreError('damaged', why)
		if (size > maxBytes) throw damaged(`it has ${size} bytes, more than ${maxBytes}`)
		this.#options.say(`Taking ${name} from ${this.place}`)
		await rm(into, { force: true })
		await using file = await open(into, 'wx', 0o644)
		for (const [index, digest] of pieces.entries()) {
			if (digest === null) continue
			const at = index * PIECE
			const length = Math.min(PIECE, size - at)
			const bytes = await store.get(digest, { signal, limit: length })
			if (bytes === undefined) throw damaged(`${digest} is missing`)
			if (bytes.length !== length) throw damaged(`${digest} has ${bytes.length} bytes instead of ${length}`)
			await writeSparse(file, bytes, at)
		}
		await file.truncate(size)
		await file.utimes(new Date(time), new Date(time))
		return true
	}
}

async function writeSparse(file: FileHandle, bytes: Buffer, at: number): Promise<void> {
	for (let from = 0; from < bytes.length; from += PAGE) {
		const page = bytes.subarray(from, from + PAGE)
		if (page.equals(zeros.subarray(0, page.length))) continue
		// A disk that is nearly full takes a part, and says so only the next time.
		for (let done = 0; done < page.length;)
			done += (await file.write(page, done, page.length - done, at + from + done)).bytesWritten
	}
}
