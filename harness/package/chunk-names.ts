import { basename } from 'node:path'
import type { BuildResult, OutputFile } from 'esbuild'

type Outputs = NonNullable<BuildResult['metafile']>['outputs']

/** What esbuild adds to a chunk's name. */
const hashed = /^.+-[A-Z0-9]{8}\.js$/

/**
 * New names for chunks, by the names that esbuild gave: what is loaded when it is asked for says so (`run-action.js`), and what
 * several share is numbered. They stand in each import of each file, a tenth of the whole with their hashes; and the hashes
 * are needed by nobody, since a version is installed as a whole.
 */
export function chunkNames(outputs: Outputs): Map<string, string> {
	const chunks = Object.entries(outputs)
		.map(([path, { entryPoint }]) => ({ name: basename(path), entryPoint }))
		.filter(({ name }) => hashed.test(name))
		.sort((a, b) => (a.name < b.name ? -1 : 1))
	const taken = new Set(Object.keys(outputs).map((path) => basename(path)))
	const names = new Map<string, string>()
	for (const [index, { name, entryPoint }] of chunks.entries()) {
		const spoken = entryPoint && spokenName(entryPoint)
		const short =
			spoken === undefined || taken.has(`${spoken}.js`) ? `c${index.toString(36)}.js` : `${spoken}.js`
		taken.add(short)
		names.set(name, short)
	}
	return names
}

/** A file's own name, and its folder's too where every verb has a file of that name. */
function spokenName(entryPoint: string): string {
	const [folder = '', file = ''] = entryPoint.replace(/\.ts$/, '').split('/').slice(-2)
	return file === 'action' || file === 'index' ? `${folder}-${file}` : file
}

/** The file's new name and its text, with every import of a chunk by the new name. */
export function renamed({ path, text }: OutputFile, names: ReadonlyMap<string, string>) {
	const name = basename(path)
	return {
		name: names.get(name) ?? name,
		text: text.replace(/"\.\/([^"/]+)"/g, (whole, chunk: string) => {
			const next = names.get(chunk)
			return next === undefined ? whole : `"./${next}"`
		}),
	}
}
