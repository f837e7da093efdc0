import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, transform, type OnResolveResult, type Plugin, type ResolveResult } from 'esbuild'

const folders = ['harness', 'suites', 'images', 'vm', 'results'] as const

/** Modules that tests start as processes of their own, or read as text, with a test that does. */
const started: Readonly<Record<string, string>> = {
	'harness/cli/bin.js': 'harness/cli/bin.test.ts',
	'suites/runner/bootstrap.js': 'suites/runner/run-suites.test.ts',
	'vm/host/typescript/hooks.js': 'vm/host/typescript/hooks.test.ts',
	'results/report/html/client/main.js': 'results/report/html/page.browser.test.ts',
}

export interface Reach {
	/** Modules of the product that do something; those of types alone do not. */
	readonly product: readonly string[]
	/** Those of them that no test without a VM imports, directly or not, by a name that leads there. */
	readonly vmOnly: readonly string[]
}

const isTest = (path: string): boolean => path.endsWith('.test.ts')
const isTestWithoutVm = (path: string): boolean => isTest(path) && !/vm\.test\.ts$/.test(path)
/** What is made up for tests, and programs for who works on the product. */
const isForTests = (path: string): boolean =>
	/(^|\/)(testing|vm-tests|fake|bench)\/|^harness\/(faults|checks|docs)\//.test(path) ||
	// Those of the suites are containers, for the product's own checks.
	/(?<!^suites)\/fixtures\//.test(path) ||
	/\/(example|fake)-[^/]+$|\.fixture\.|\/emit\.ts$|\/write-table\.ts$/.test(path)

/**
 * Finds the modules of the product that only tests with VMs reach. A name that is imported through an `index.ts` reaches the
 * module that it comes from, and none of its neighbours: what counts is the code that esbuild would keep of it.
 */
export async function findReach(root: string): Promise<Reach> {
	const paths = (await Promise.all(folders.map((folder) => modulesBelow(root, folder)))).flat().sort()
	const modules = paths.filter((path) => !isTest(path) && !isForTests(path))
	const does = await Promise.all(modules.map((path) => doesSomething(join(root, path))))
	const product = modules.filter((_, index) => does[index])
	const entries = [...paths.filter(isTestWithoutVm), ...Object.keys(started)]
	const { metafile } = await build({
		stdin: { contents: entries.map((path) => `import './${path}'`).join('\n'), resolveDir: root },
		absWorkingDir: root,
		bundle: true,
		write: false,
		outdir: join(root, 'nowhere'),
		metafile: true,
		packages: 'external',
		format: 'esm',
		platform: 'node',
		target: 'node20',
		logLevel: 'silent',
		plugins: [keepingWhatIsUsed(root, new Set(entries))],
	})
	const outputs = Object.values(metafile.outputs)
	const reached = new Set(
		outputs.flatMap(({ inputs }) =>
			Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
		),
	)
	return { product, vmOnly: product.filter((path) => !reached.has(path)) }
}

async function modulesBelow(root: string, folder: string): Promise<string[]> {
	const names = await readdir(join(root, folder), { recursive: true })
	return names.filter((name) => /\.[jt]s$/.test(name)).map((name) => `${folder}/${name}`)
}

/** Whether anything is left of a module when its types are gone, but other modules' names. */
async function doesSomething(path: string): Promise<boolean> {
	const text = await readFile(path, 'utf8')
	const { code } = await transform(text, { loader: path.endsWith('.ts') ? 'ts' : 'js', target: 'node20' })
	return code.replaceAll(/^(import|export) [^;]*? from "[^"]*";$|^export \{[^}]*\};$/gm, '').trim() !== ''
}

/** To esbuild, a module of which no name is used is worth nothing, but the entries. */
function keepingWhatIsUsed(root: string, entries: ReadonlySet<string>): Plugin {
	return {
		name: 'keeping-what-is-used',
		setup(of) {
			const at = (path: string) => ({ path, sideEffects: entries.has(path.slice(root.length + 1)) })
			// What a packed install runs: a clone need not have been built.
			of.onResolve({ filter: /^\.\.\/\.\.\/dist\// }, () => ({ external: true }))
			// The sources name their files with the ending: esbuild need not look for them, which takes it longer than all else.
			of.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => at(join(resolveDir, path)))
			const passed = ({ path, errors }: ResolveResult): OnResolveResult => ({ ...at(path), errors })
			// A door is the same from everywhere.
			const doors = new Map<string, Promise<OnResolveResult>>()
			of.onResolve({ filter: /^#/ }, ({ path, pluginData, ...from }) => {
				if (pluginData === 'resolved') return undefined
				const found = doors.get(path) ?? of.resolve(path, { ...from, pluginData: 'resolved' }).then(passed)
				doors.set(path, found)
				return found
			})
		},
	}
}
