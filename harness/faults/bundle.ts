import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '../..')

/**
 * Makes a few files of the harness process and all of the product that it loads, which starts in a third of the time: a campaign
 * starts thousands. Each module still finds itself where its source is. @returns the path of the one to start.
 */
export async function bundleHarness(): Promise<string> {
	// Within the package, for its imports of other packages.
	const outdir = join(root, `node_modules/.cache/rootless-matrix/faults-${process.pid}`)
	await build({
		entryPoints: [join(import.meta.dirname, 'process/main.ts')],
		outdir,
		absWorkingDir: root,
		bundle: true,
		packages: 'external',
		logLevel: 'error',
		// What is loaded when it is asked for stays so, and modules that need each other begin in the order of their sources.
		splitting: true,
		outExtension: { '.js': '.mjs' },
		format: 'esm',
		platform: 'node',
		target: 'node20',
		plugins: [
			{
				name: 'where-the-source-is',
				setup(of) {
					of.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
						const text = await readFile(path, 'utf8')
						const contents = text
							.replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
							.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
						const found = path.endsWith('/suites/catalogue/catalogue.ts')
						return { contents: found ? await withChecks(contents, path) : contents, loader: 'ts' }
					})
				},
			},
		],
	})
	return join(outdir, 'main.mjs')
}

/** The catalogue reads its modules by their names when it runs; in a bundle they are imported like any others. */
async function withChecks(catalogue: string, path: string): Promise<string> {
	const looking = 'import(/* @vite-ignore */ url)'
	if (!catalogue.includes(looking))
		throw new Error(`${path} does not look for its modules with ${looking} any more.`)
	const suites = join(dirname(path), '..')
	const names = await readdir(suites, { recursive: true, encoding: 'utf8' })
	const paths = names.filter((name) => name.endsWith('.checks.ts')).map((name) => join(suites, name))
	const imports = paths.map((one, index) => `import * as m${index} from ${JSON.stringify(one)}`)
	const known = paths.map((one, index) => `${JSON.stringify(pathToFileURL(one).href)}: m${index}`)
	return [...imports, catalogue.replace(looking, `({ ${known.join(', ')} })[url]`)].join('\n')
}
