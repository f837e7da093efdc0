import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheDirectory, isCacheOurs, root, writeToCache } from './own-cache.js'

const keeps = isCacheOurs()

/** Raised when the options below change. */
const RECIPE = 1

const digest = (text) => createHash('sha256').update(text).digest('hex')

/** A hook of Node's: makes JavaScript of the package's own TypeScript. */
export async function load(url, context, nextLoad) {
	if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context)
	const path = fileURLToPath(url)
	const name = relative(root, path)
	// Its own only, wherever it is installed itself.
	if (name.startsWith('..') || name.startsWith('node_modules')) return nextLoad(url, context)
	return { format: 'module', source: await compiled(path, name), shortCircuit: true }
}

/** One file for each source, so that the cache cannot grow: a line with the sums of source and code, then the code. */
async function compiled(path, name) {
	const source = readFileSync(path, 'utf8')
	const sum = digest(`${RECIPE}\n${source}`)
	const file = join(cacheDirectory, `${name.replaceAll(sep, '+')}.js`)
	const cached = keeps ? readCached(file, sum) : undefined
	if (cached !== undefined) return cached
	const { transform } = await import('esbuild')
	const { code } = await transform(source, {
		loader: 'ts',
		format: 'esm',
		// Node 20 knows no `using`.
		target: 'node20',
		charset: 'utf8',
		sourcemap: 'inline',
		sourcesContent: false,
		sourcefile: basename(path),
		tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
	})
	try {
		if (keeps) writeToCache(file, `// ${sum} ${digest(code)}\n${code}`)
	} catch {
		// It only costs time: in a package of another user's, or on a full disk, it is made anew each time.
	}
	return code
}

function readCached(file, sum) {
	try {
		const text = readFileSync(file, 'utf8')
		const end = text.indexOf('\n')
		const code = text.slice(end + 1)
		return text.slice(0, end) === `// ${sum} ${digest(code)}` ? code : undefined
	} catch {
		return undefined
	}
}
