import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '../..')

/**
 * Makes one file of the harness process and all of the product that it loads, which starts in a third of the time: a campaign
 * starts thousands. Each module still finds itself where its source is. @returns its path.
 */
export async function bundleHarness(): Promise<string> {
	// Within the package, for its imports of other packages.
	const outfile = join(root, `node_modules/.cache/rootless-matrix/faults-${process.pid}.mjs`)
	await mkdir(dirname(outfile), { recursive: true })
	await build({
		entryPoints: [join(import.meta.dirname, 'process/main.ts')],
		...{ outfile, absWorkingDir: root, bundle: true, packages: 'external', logLevel: 'error' },
		...{ format: 'esm', platform: 'node', target: 'node20' },
		plugins: [
			{
				name: 'where-the-source-is',
				setup(of) {
					of.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
						const text = await readFile(path, 'utf8')
						const contents = text
							.replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
							.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href))
						return { contents, loader: 'ts' }
					})
				},
			},
		],
	})
	return outfile
}
