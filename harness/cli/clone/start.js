import { isCacheOurs } from '../../../vm/host/typescript/own-cache.js'
import { keptBundle } from './kept.js'

/** Starts the command line of a clone, as its sources are now: by the bundle that was made of them, or as they are. */
export async function startClone() {
	const kept = keptBundle()
	if (kept !== undefined) return import(kept)
	await import('../../../vm/host/typescript/register.js')
	const made = isCacheOurs() ? await madeBundle() : undefined
	return made === undefined ? import('../main.ts') : import(made)
}

/** Without it, it only takes longer: the disk is full or read-only, or a source does not compile, which its import tells. */
async function madeBundle() {
	try {
		const { makeBundle } = await import('./make.ts')
		return await makeBundle()
	} catch {
		return undefined
	}
}
