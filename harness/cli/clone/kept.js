import { createHash } from 'node:crypto'
import { readFileSync, statSync, utimesSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cacheDirectory, isCacheOurs, root, writeToCache } from '../../../vm/host/typescript/own-cache.js'

export { cacheDirectory, root }

/** Raised when what is kept changes its form. */
const RECIPE = 2

/** Of this clone: several may share their `node_modules`. */
export const prefix = `cli-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`
const list = join(cacheDirectory, `${prefix}.json`)

/**
 * The command line in a few files, which starts in a third of the time of its sources: the path of the one to start, where
 * there is one that was made of the sources as they are now. It is plain JavaScript, so that nothing has to be compiled to
 * find it.
 */
export function keptBundle() {
	try {
		if (!isCacheOurs()) return undefined
		const { recipe, entry, inputs } = JSON.parse(readFileSync(list, 'utf8'))
		if (recipe !== RECIPE) return undefined
		if (!Object.entries(inputs).every(([path, state]) => stateOf(path) === state)) return undefined
		statSync(entry)
		markUsed(dirname(entry))
		return entry
	} catch {
		return undefined
	}
}

/**
 * Keeps in mind what a bundle was made of: paths relative to the package.
 * @param since milliseconds since 1970: what has changed after it may not be what was bundled, and nothing is kept.
 */
export function keepBundle(entry, inputs, since) {
	const found = inputs.map((path) => [path, look(path)])
	if (found.some(([, { ctimeMs }]) => ctimeMs >= since)) return
	const states = Object.fromEntries(found.map(([path, stats]) => [path, stateOf(path, stats)]))
	writeToCache(list, JSON.stringify({ recipe: RECIPE, entry, inputs: states }))
}

/** A bundle is as old as its last start; in a package of another user's it stays as it is. */
function markUsed(path) {
	try {
		utimesSync(path, new Date(), new Date())
	} catch {
		// It may be removed sooner, and is made anew.
	}
}

const look = (path) => statSync(join(root, path))

/** Every change of a file or folder changes this, also one that keeps its length and its time. */
function stateOf(path, { ino, size, mtimeMs, ctimeMs } = look(path)) {
	return `${ino} ${size} ${mtimeMs} ${ctimeMs}`
}
