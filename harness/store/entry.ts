import { z } from 'zod'
import { digestOf, MAX_MANIFEST, type Store, type StoreCall, StoreError } from './store.ts'

export const manifestType = 'application/vnd.oci.image.manifest.v1+json'

/** What an entry is of: a part of its media types. */
export type EntryKind = 'plan' | 'cell' | 'cancelled'

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
	layers: z.array(descriptor).length(1),
})

/** An entry whose bytes are all in the store, and which has no name yet. */
export interface Prepared {
	readonly digest: string
	readonly manifest: Buffer
}

/** Stores what an entry consists of. Nobody sees it before {@link Store.put} gives its manifest a name. */
export async function prepareEntry(
	store: Store,
	{ kind, facts, content }: Entry,
	call: StoreCall = {},
): Promise<Prepared> {
	const config = Buffer.from(JSON.stringify(facts))
	const manifest = Buffer.from(
		JSON.stringify({
			schemaVersion: 2,
			mediaType: manifestType,
			artifactType: typeOf(kind, 'facts'),
			config: { mediaType: typeOf(kind, 'facts'), digest: digestOf(config), size: config.length },
			layers: [{ mediaType: typeOf(kind, 'content'), digest: digestOf(content), size: content.length }],
		}),
	)
	await store.put(digestOf(content), content, call)
	await store.put(digestOf(config), config, call)
	return { digest: digestOf(manifest), manifest }
}

/** An entry by its name; undefined where there is none. @throws StoreError `damaged` for one of another kind. */
export async function readEntry<Facts>(
	store: Store,
	name: string,
	{ kind, facts: form, ...call }: StoreCall & { readonly kind: EntryKind; readonly facts: z.ZodType<Facts> },
): Promise<(Entry<Facts> & { readonly digest: string }) | undefined> {
	const manifest = await store.get(name, { ...call, limit: MAX_MANIFEST })
	if (manifest === undefined) return undefined
	const damaged = (cause?: unknown) =>
		new StoreError('damaged', `${store.place}: ${name} is no ${kind} of a farm`, { cause })
	const fetched = async (digest: string): Promise<Buffer> => {
		const bytes = await store.get(digest, call)
		if (bytes === undefined) throw damaged(new Error(`${digest} is missing`))
		return bytes
	}
	const read = manifestForm.safeParse(parsed(manifest))
	if (!read.success) throw damaged(read.error)
	const { config, layers } = read.data
	if (config.mediaType !== typeOf(kind, 'facts')) throw damaged(new Error(`it is ${config.mediaType}`))
	const facts = form.safeParse(parsed(await fetched(config.digest)))
	if (!facts.success) throw damaged(facts.error)
	const content = await fetched(layers[0]?.digest ?? '')
	return { kind, facts: facts.data, content, digest: digestOf(manifest) }
}

function parsed(bytes: Buffer): unknown {
	try {
		return JSON.parse(bytes.toString())
	} catch {
		return undefined
	}
}
