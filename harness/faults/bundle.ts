import { join } from 'node:path'
import { build } from 'esbuild'
import { metaOfSource, withMeta } from '#harness/package'

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
		plugins: [withMeta(metaOfSource)],
	})
	return join(outdir, 'main.mjs')
}
