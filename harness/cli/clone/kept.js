import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheDirectory, isCacheOurs, root } from '../../../vm/host/typescript/own-cache.js'

export { cacheDirectory, root }

/** Raised when what is kept changes its form. */
const RECIPE = 1

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
		return Object.entries(inputs).every(([path, state]) => stateOf(path) === state) ? entry : undefined
	} catch {
		return undefined
	}
}

/**
 * Keeps in mind what a bundle was made of: paths relative to the package.
 * @param since milliseconds since 1970: what has changed after it may not be what was bundled, and nothing is kept.
 */
export function keepBundle(entry, inputs, since) {
	const states = Object.fromEntries(inputs.map((path) => [path, stateOf(path)]))
	if (inputs.some((path) => statSync(join(root, path)).ctimeMs >= since)) return
	mkdirSync(cacheDirectory, { recursive: true, mode: 0o755 })
	const unfinished = `${list}.${process.pid}`
	writeFileSync(unfinished, JSON.stringify({ recipe: RECIPE, entry, inputs: states }), { mode: 0o644 })
	renameSync(unfinished, list)
}

/** Every change of a file or folder changes this, also one that keeps its length and its time. */
function stateOf(path) {
	const { ino, size, mtimeNs, ctimeNs } = statSync(join(root, path), { bigint: true })
	return `${ino} ${size} ${mtimeNs} ${ctimeNs}`
}
