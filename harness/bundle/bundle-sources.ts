import { join } from 'node:path'
import { build } from 'esbuild'
import { readManifest } from './manifest.ts'
import { metaOfSource, withBuiltins, withMeta } from './with-meta.ts'

const root = join(import.meta.dirname, '../..')

/** A bundle that runs where its sources are. */
export interface SourceBundle {
	/** Its files, by their paths below `outdir`. */
	readonly files: ReadonlyMap<string, Uint8Array>
	/** What it was made of: paths relative to the package. */
	readonly inputs: readonly string[]
}

/**
 * A program of the harness and all of the product that it loads, in a few files, which start in a third of the time. Each
 * module still finds itself where its source is. Nothing is written.
 * @param outdir where they are to lie: within the package, for their imports of other packages
 */
export async function bundleSources(entry: string, outdir: string): Promise<SourceBundle> {
	const { metafile, outputFiles } = await build({
		entryPoints: [entry],
		outdir,
		absWorkingDir: root,
		write: false,
		metafile: true,
		bundle: true,
		external: await packages(),
		logLevel: 'error',
		// What is loaded when it is asked for stays so, and modules that need each other begin in the order of their sources.
		splitting: true,
		outExtension: { '.js': '.mjs' },
		format: 'esm',
		platform: 'node',
		// Node 20 knows no `using`.
		target: 'node20',
		charset: 'utf8',
		plugins: [withMeta(metaOfSource), withBuiltins],
	})
	return {
		files: new Map(outputFiles.map(({ path, contents }) => [path.slice(outdir.length + 1), contents])),
		inputs: Object.keys(metafile.inputs),
	}
}

/** Those that are loaded from where they are: all but the command line's own, which every start needs. */
async function packages(): Promise<string[]> {
	const { dependencies, optionalDependencies, devDependencies } = await readManifest(root)
	return [...dependencies, ...optionalDependencies, ...devDependencies].filter((name) => name !== 'commander')
}
