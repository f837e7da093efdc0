import { createHash } from 'node:crypto'
import { ConfigurationError, HostError } from '#results'

/** Milliseconds and an abort for one call. */
export interface StoreCall {
	readonly signal?: AbortSignal | undefined
}

/**
 * Where a farm keeps what it knows: blobs by the hash of their content, and names, each of which points to a manifest that is
 * never replaced. A name is written last: what it speaks of is complete when it is there.
 */
export interface Store {
	/** For people; without credentials. */
	readonly place: string
	has(key: string, call?: StoreCall): Promise<boolean>
	/** The bytes; undefined where there is no such key. @throws StoreError, also for more than `limit` bytes. */
	get(key: string, call?: StoreCall & { readonly limit?: number }): Promise<Buffer | undefined>
	/**
	 * @returns whether the key holds these bytes now: false for a name that had others, which stay. Of a registry, whose
	 * protocol has no such promise, that holds for writers one after the other: names that two may write at once carry the
	 * hash of their content.
	 */
	put(key: string, bytes: Uint8Array, call?: StoreCall): Promise<boolean>
	/** The names that begin so, sorted. */
	list(prefix: string, call?: StoreCall): Promise<string[]>
}

/** `full` and `unreachable` may pass; `refused` may with other credentials; `damaged` does not. */
export type StoreTrouble = 'unreachable' | 'refused' | 'full' | 'damaged'

const hints: Readonly<Record<StoreTrouble, string>> = {
	unreachable: 'Is it up, and its address right? What waits to be stored is kept and tried again.',
	refused: 'See which user `docker login` left in its config.json for that host, and what it may do there.',
	full: 'Free some space there. What waits to be stored is kept and tried again.',
	damaged: 'Somebody changed it, or its disk did: submit the run again, to a store that is whole.',
}

export class StoreError extends HostError {
	readonly trouble: StoreTrouble

	constructor(
		trouble: StoreTrouble,
		message: string,
		{ cause, hint }: { cause?: unknown; hint?: string } = {},
	) {
		super(message, { cause, hint: hint ?? hints[trouble] })
		this.trouble = trouble
	}
}

/** Bytes of a blob that are read into memory at most. */
export const MAX_BLOB = 256 * 2 ** 20
export const MAX_MANIFEST = 4 * 2 ** 20

const digestForm = /^sha256:[0-9a-f]{64}$/
/** What an OCI registry takes for a tag. */
const nameForm = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/

export const digestOf = (bytes: Uint8Array): string =>
	`sha256:${createHash('sha256').update(bytes).digest('hex')}`

export const isDigest = (key: string): boolean => digestForm.test(key)

/** A path or an address is made of a key: it must be one. @throws ConfigurationError */
export function assertKey(key: string): void {
	if (!digestForm.test(key) && !nameForm.test(key))
		throw new ConfigurationError(`${JSON.stringify(key.slice(0, 200))} is no name of anything in a store`, {
			hint: 'Names have letters, digits, dots, dashes and underscores, 128 of them at most.',
		})
}

/** @throws StoreError `damaged` */
export function assertContent(place: string, key: string, bytes: Uint8Array): void {
	const found = digestOf(bytes)
	if (isDigest(key) && found !== key)
		throw new StoreError('damaged', `${place}: what it gives for ${key} is ${found}`)
}

export const tooLarge = (place: string, key: string, limit: number): StoreError =>
	new StoreError('damaged', `${place}: ${key} has more than ${limit} bytes, and nothing of a farm has`)
