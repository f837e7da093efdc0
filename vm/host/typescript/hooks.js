import { createHash, randomUUID } from 'node:crypto'
import { lstatSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { fileURLToPath, URL } from 'node:url'

const root = fileURLToPath(new URL('../../../', import.meta.url))

/**
 * What was made of the sources lies within the package: whoever may write there may change the sources as well. In the
 * system's temporary directory it would be code that somebody else has chosen.
 */
const cacheFolders = ['node_modules/.cache', 'node_modules/.cache/rootless-matrix']
const cacheDirectory = join(root, cacheFolders.at(-1))

/** Whether nobody could have put code there who could not change the package itself. */
const isCacheOurs = areOurs()

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
	const cached = isCacheOurs ? readCached(file, sum) : undefined
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
	if (isCacheOurs) writeCached(file, `// ${sum} ${digest(code)}\n${code}`)
	return code
}

/** The sums in the files are no signatures: anybody can compute them. What is not there yet is made by this process. */
function areOurs() {
	try {
		const own = statSync(root)
		const isOurs = (stats) => {
			// Of a clone under umask 002, a group may change the sources, too.
			const sharing = stats.gid === own.gid ? own.mode & 0o020 : 0
			const owners = [0, process.geteuid?.(), own.uid]
			return stats.isDirectory() && owners.includes(stats.uid) && (stats.mode & 0o022 & ~sharing) === 0
		}
		// It may be a link: all the packages in it are code as well.
		if (!isOurs(statSync(join(root, 'node_modules')))) return false
		return cacheFolders
			.map((folder) => lstatSync(join(root, folder), { throwIfNoEntry: false }))
			.every((stats) => stats === undefined || isOurs(stats))
	} catch {
		return false
	}
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

/** Where nothing can be written (a package of another user's, a full disk) it is made anew each time. */
function writeCached(file, text) {
	const unfinished = `${file}.${randomUUID()}`
	try {
		// Not what the umask leaves: that may be a directory for everybody.
		mkdirSync(cacheDirectory, { recursive: true, mode: 0o755 })
		writeFileSync(unfinished, text, { mode: 0o644 })
		renameSync(unfinished, file)
	} catch {
		// It only costs time.
	}
}
