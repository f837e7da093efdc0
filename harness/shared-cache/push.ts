import { open, stat } from 'node:fs/promises'
import { digestOf, prepareFacts, type Store } from '#harness/store'
import { type SharedItem, sharedItems } from '#images'
import { fileForm, nameOf, PIECE } from './form.ts'

export interface PushOptions {
	readonly store: Store
	/** The cache's. */
	readonly root: string
	/** The paths of the cache that are to be shared, as `fetchPlan` tells them. What cannot be shared is passed over. */
	readonly used: Iterable<string>
	readonly signal: AbortSignal
	readonly say: (message: string) => void
}

/**
 * Puts what a plan needs from the cache into a store; what is there already stays as it is. @returns how many files were
 * stored, and how many there are. @throws StoreError: what was stored before stays, each file whole or without a name.
 */
export async function pushCache({ store, root, used, signal, say }: PushOptions): Promise<{
	readonly stored: number
	readonly of: number
}> {
	const items = await sharedItems(root, used)
	let stored = 0
	for (const item of items) {
		signal.throwIfAborted()
		const name = nameOf(item)
		if (await store.has(name, { signal })) continue
		say(`Storing ${name} in ${store.place}`)
		const { facts, blobs } = await storePieces(store, item, signal)
		const { manifest } = await prepareFacts(store, { kind: 'cache', facts, blobs }, { signal })
		// Whoever built the same at the same time has stored something as good.
		await store.put(name, manifest, { signal })
		stored++
	}
	return { stored, of: items.length }
}

async function storePieces(
	store: Store,
	{ path }: SharedItem & { readonly path: string },
	signal: AbortSignal,
) {
	const { size, mtimeMs } = await stat(path)
	const buffer = Buffer.allocUnsafeSlow(Math.min(PIECE, size))
	const zeros = Buffer.alloc(buffer.length)
	const pieces: (string | null)[] = []
	const blobs = new Map<string, number>()
	await using file = await open(path)
	for (let at = 0; at < size; at += PIECE) {
		signal.throwIfAborted()
		const length = Math.min(PIECE, size - at)
		const piece = buffer.subarray(0, length)
		const { bytesRead } = await file.read(piece, 0, length, at)
		if (bytesRead !== length) throw new Error(`${path} became shorter while it was read`)
		if (piece.equals(zeros.subarray(0, length))) {
			pieces.push(null)
			continue
		}
		const digest = digestOf(piece)
		if (!blobs.has(digest)) await store.put(digest, piece, { signal })
		blobs.set(digest, length)
		pieces.push(digest)
	}
	return {
		facts: fileForm.parse({ size, time: Math.trunc(mtimeMs), pieces }),
		blobs: [...blobs].map(([digest, length]) => ({ digest, size: length })),
	}
}
