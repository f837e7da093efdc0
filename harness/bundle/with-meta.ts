import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'

/** What stands in a bundle for `import.meta` of a module: three expressions. */
export interface Meta {
	readonly dirname: string
	readonly filename: string
	readonly url: string
}

/** Modules of a bundle find what lies beside them: `metaOf` says where that is, for the path of a module's source. */
export const withMeta = (metaOf: (path: string) => Meta): Plugin => ({
	name: 'import-meta',
	setup(build) {
		build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
			const text = await readFile(path, 'utf8')
			const meta = metaOf(path)
			const contents = text.replaceAll(
				/import\.meta\.(dirname|filename|url)\b/g,
				(_, name: keyof Meta) => meta[name],
			)
			const isCatalogue = path.endsWith('/suites/catalogue/catalogue.ts')
			return { contents: isCatalogue ? await withChecks(contents, path) : contents, loader: 'ts' }
		})
	},
})

/**
 * Of the packages in the bundle: commander is CommonJS, and a module has no `require`. A function for it in every file of the
 * bundle would be a fiftieth of the whole.
 */
export const withBuiltins: Plugin = {
	name: 'built-in modules',
	setup(build) {
		build.onLoad({ filter: /\/node_modules\/commander\/.*\.js$/ }, async ({ path }) => {
			const text = await readFile(path, 'utf8')
			return {
				contents: text.replaceAll(/\brequire\(('node:[^']+')\)/g, 'globalThis.process.getBuiltinModule($1)'),
				loader: 'js',
			}
		})
	},
}

/** The catalogue reads its modules by their names when it runs; in a bundle they are imported like any others. */
async function withChecks(catalogue: string, path: string): Promise<string> {
	const looking = /await readModules\(\)/
	if (!looking.test(catalogue))
		throw new Error(`${path} does not look for its modules with ${looking} any more.`)
	const suites = join(dirname(path), '..')
	const names = (await readdir(suites, { recursive: true, encoding: 'utf8' }))
		.filter((name) => name.endsWith('.checks.ts'))
		.sort()
	const imports = names.map((name, index) => `import m${index} from ${JSON.stringify(join(suites, name))}`)
	const modules = names.map((_, index) => `m${index}`).join(', ')
	return [...imports, catalogue.replace(looking, `inOrder([${modules}])`)].join('\n')
}

/** For a bundle that runs where its sources are, at these paths. */
export const metaOfSource = (path: string): Meta => ({
	dirname: JSON.stringify(dirname(path)),
	filename: JSON.stringify(path),
	url: JSON.stringify(pathToFileURL(path).href),
})
