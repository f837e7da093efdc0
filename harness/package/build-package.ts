import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { type Meta, withBuiltins, withMeta } from '#harness/bundle'
import { builtFile, describeSources } from '#harness/sources'
import { assets, entries, isAsset, startedByPath } from './assets.ts'
import { chunkNames, renamed } from './chunk-names.ts'
import { writePageAssets } from './page-assets.ts'

/** Of the packages that we need, those that go into the bundle: the command line's own, so that `--help` reads one file. */
const bundled = ['commander']

export interface BuildOptions {
	/** The clone. */
	readonly root: string
	/** Replaced as a whole. */
	readonly outdir: string
	/** Names of the packages that are, or may be, installed beside it. */
	readonly packages: readonly string[]
	/** Hears of each step before it is done. */
	readonly say?: (step: string) => void
}

/**
 * Makes the JavaScript of a packed install: one file for each program, one for each part that is loaded when it is asked for, and
 * the files that are read at run time. Takes a second. @returns the sources that went into it, relative to `root`.
 */
export async function buildPackage({
	root,
	outdir,
	packages,
	say = () => {},
}: BuildOptions): Promise<string[]> {
	say('Bundling the sources')
	await rm(outdir, { recursive: true, force: true })
	const { metafile, outputFiles } = await build({
		write: false,
		entryPoints: Object.entries(entries).map(([out, path]) => ({ in: join(root, path), out })),
		outdir,
		absWorkingDir: root,
		bundle: true,
		metafile: true,
		logLevel: 'error',
		external: packages.filter((name) => !bundled.includes(name)),
		// All in one folder: what `metaIn` says holds for each of them.
		splitting: true,
		entryNames: '[name]',
		chunkNames: '[name]-[hash]',
		// Node 20 knows no `using`.
		format: 'esm',
		platform: 'node',
		target: 'node20',
		charset: 'utf8',
		// A stack of it is read with the source map of a build of the same version: bundles are the same for the same sources.
		minify: true,
		// commander's own, which nobody else names: a hundredth of the whole otherwise.
		mangleProps: /^_[a-z]/,
		plugins: [withMeta((path) => metaIn(relative(root, path))), withBuiltins],
	})
	await mkdir(outdir, { recursive: true })
	const names = chunkNames(metafile.outputs)
	for (const file of outputFiles) {
		const { name, text } = renamed(file, names)
		await writeFile(join(outdir, name), text)
	}
	say('Copying what is read at run time')
	await writePageAssets(join(outdir, 'results/report/html'))
	for (const path of assets)
		await cp(join(root, path), join(outdir, path), {
			recursive: true,
			filter: (source) => isAsset(relative(root, source)),
		})
	for (const path of assets.filter((one) => one.endsWith('.json'))) {
		// Read by programs alone: as short as it can be said.
		const text = await readFile(join(root, path), 'utf8')
		await writeFile(join(outdir, path), JSON.stringify(JSON.parse(text)))
	}
	// As Debian has its own; man reads both.
	const page = await readFile(join(root, 'docs/rootless-matrix.1'))
	await writeFile(join(outdir, 'rootless-matrix.1.gz'), gzipSync(page, { level: 9 }))
	for (const name of startedByPath) {
		const path = join(outdir, entries[name].replace(/\.ts$/, '.js'))
		await mkdir(dirname(path), { recursive: true })
		await writeFile(path, `import '${relative(dirname(path), join(outdir, `${name}.js`))}'\n`)
	}
	for (const name of bundled)
		await cp(join(root, 'node_modules', name, 'LICENSE'), join(outdir, `LICENSE.${name}`))
	say('Noting what it was built of')
	await writeFile(join(outdir, builtFile), `${JSON.stringify(await describeSources(), null, '\t')}\n`)
	return Object.keys(metafile.inputs).filter((path) => !path.startsWith('node_modules/'))
}

/** `dist/` is the folder of every file of the bundle, and has a module's neighbours where they are among the sources. */
function metaIn(path: string): Meta {
	const file = path.replace(/\.ts$/, '.js')
	return {
		dirname: `(import.meta.dirname + ${JSON.stringify(`/${dirname(file)}`)})`,
		filename: `(import.meta.dirname + ${JSON.stringify(`/${file}`)})`,
		url: `new URL(${JSON.stringify(`./${file}`)}, import.meta.url).href`,
	}
}
