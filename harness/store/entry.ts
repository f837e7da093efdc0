import { z } from 'zod'
import { digestOf, MAX_MANIFEST, type Store, type StoreCall, StoreError } from './store.ts'

export const manifestType = 'application/vnd.oci.image.manifest.v1+json'

/** What an entry is of: a part of its media types. */
type EntryKind = 'plan' | 'cell' | 'cancelled' | 'cache'

/** One thing in a store: facts, and bytes that go with them. */
export interface Entry<Facts = unknown> {
	readonly kind: EntryKind
	/** JSON. */
	readonly facts: Facts
	readonly content: Uint8Array
}

const typeOf = (kind: EntryKind, part: 'facts' | 'content'): string =>
	part === 'facts'
		? `application/vnd.rootless-matrix.${kind}.v1+json`
		: `application/vnd.rootless-matrix.${kind}.content.v1`

const descriptor = z.looseObject({
	mediaType: z.string(),
	digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
	size: z.int().nonnegative(),
})
const manifestForm = z.looseObject({
	schemaVersion: z.literal(2),
	config: descriptor,
	layers: z.array(descriptor).max(10_000),
})

/** An entry whose bytes are all in the store, and which has no name yet. */
export interface Prepared {
	readonly digest: string
	readonly manifest: Buffer
}

/** A blob that is in the store already. */
export interface StoredBlob {
	readonly digest: string
	/** Bytes. */
	readonly size: number
}

/** Stores what an entry consists of. Nobody sees it before {@link Store.put} gives its manifest a name. */
export async function prepareEntry(
	store: Store,
	{ kind, facts, content }: Entry,
	call: StoreCall = {},
): Promise<Prepared> {
	await store.put(digestOf(content), content, call)
	return prepareFacts(
		store,
		{ kind, facts, blobs: [{ digest: digestOf(content), size: content.length }] },
		call,
	)
}

/** Stores the facts of an entry whose bytes are several blobs. A registry keeps the blobs that the manifest names. */
export async function prepareFacts(
	store: Store,
	{ kind, facts, blobs }: Pick<Entry, 'kind' | 'facts'> & { readonly blobs: readonly StoredBlob[] },
	call: StoreCall = {},
): Promise<Prepared> {
	const config = Buffer.from(JSON.stringify(facts))
	const manifest = Buffer.from(
		JSON.stringify({
			schemaVersion: 2,
			mediaType: manifestType,
			artifactType: typeOf(kind, 'facts'),
			config: { mediaType: typeOf(kind, 'facts'), digest: digestOf(config), size: config.length },
			layers: blobs.map(({ digest, size }) => ({ mediaType: typeOf(kind, 'content'), digest, size })),
		}),
	)
	await store.put(digestOf(config), config, call)
	return { digest: digestOf(manifest), manifest }
}

interface Reading<Facts> extends StoreCall {
	readonly kind: EntryKind
	readonly facts: z.ZodType<Facts>
}

/** An entry by its name; undefined where there is none. @throws StoreError `damaged` for one of another kind. */
export async function readEntry<Facts>(
	store: Store,
	name: string,
	{ kind, facts: form, ...call }: Reading<Facts>,
): Promise<(Entry<Facts> & { readonly digest: string }) | undefined> {
	const found = await readFacts(store, name, { kind, facts: form, ...call })
	if (found === undefined) return undefined
	const { facts, blobs, digest } = found
	const [blob, ...others] = blobs
	const content = blob && others.length === 0 ? await store.get(blob.digest, call) : undefined
	if (content === undefined)
		throw damagedEntry(store, name, kind, new Error(`${blob?.digest ?? 'its content'} is missing`))
	return { kind, facts, content, digest }
}

const damagedEntry = (store: Store, name: string, kind: EntryKind, cause?: unknown): StoreError =>
	new StoreError('damaged', `${store.place}: ${name} is no ${kind} of a farm`, { cause })

/** The facts of an entry, and which blobs go with them. @throws as {@link readEntry} does */
export async function readFacts<Facts>(
	store: Store,
	name: string,
	{ kind, facts: form, ...call }: Reading<Facts>,
): Promise<{ facts: Facts; blobs: readonly StoredBlob[]; digest: string } | undefined> {
	const manifest = await store.get(name, { ...call, limit: MAX_MANIFEST })
	if (manifest === undefined) return undefined
	const damaged = (cause?: unknown) => damagedEntry(store, name, kind, cause)
	const read = manifestForm.safeParse(parsed(manifest))
	if (!read.success) throw damaged(read.error)
	const { config, layers } = read.data
	if (config.mediaType !== typeOf(kind, 'facts')) throw damaged(new Error(`it is ${config.mediaType}`))
	const bytes = await store.get(config.digest, call)
	if (bytes === undefined) throw damaged(new Error(`${config.digest} is missing`))
	const facts = form.safeParse(parsed(bytes))
	if (!facts.success) throw damaged(facts.error)
	return { facts: facts.data, blobs: layers, digest: digestOf(manifest) }
}

function parsed(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString())
	} catch {
		return undefined
	}
}
