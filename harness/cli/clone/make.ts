import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { bundleSources } from '#harness/bundle'
import { cacheDirectory, keepBundle, prefix, root } from './kept.js'

/** Since its last start: a run loads some of its parts late, and none takes as long as this. */
const KEPT_FOR = 3 * 24 * 3600_000

/**
 * Makes the bundle that `keptBundle` finds from now on, takes a second or two. Throws when it cannot be made or written.
 * @returns the path of the one to start, of code that is as the sources were just now.
 */
export async function makeBundle(): Promise<string> {
	const since = Date.now()
	const { files, inputs } = await bundleSources(
		join(import.meta.dirname, '../main.ts'),
		join(cacheDirectory, prefix),
	)
	const sum = createHash('sha256')
	for (const [name, contents] of files) sum.update(`${name} ${contents.length}\n`).update(contents)
	const home = join(cacheDirectory, `${prefix}-${sum.digest('hex').slice(0, 16)}`)
	const unfinished = `${home}.${process.pid}`
	mkdirSync(unfinished, { recursive: true, mode: 0o755 })
	try {
		for (const [name, contents] of files) {
			mkdirSync(dirname(join(unfinished, name)), { recursive: true, mode: 0o755 })
			writeFileSync(join(unfinished, name), contents, { mode: 0o644 })
		}
		if (statSync(home, { throwIfNoEntry: false }) === undefined) renameSync(unfinished, home)
		else utimesSync(home, new Date(), new Date())
	} finally {
		rmSync(unfinished, { recursive: true, force: true })
	}
	removeOld(home)
	const entry = join(home, 'main.mjs')
	keepBundle(entry, [...inputs, ...others(inputs)], since)
	return entry
}

/** What the bundle depends on beside the files in it: the folders in which checks are looked for, and what esbuild goes by. */
function others(inputs: readonly string[]): string[] {
	const folders = new Set(
		inputs.map((path) => dirname(path)).filter((path) => path.startsWith(`suites/`) || path === 'suites'),
	)
	return [
		...folders,
		'suites',
		'package.json',
		'tsconfig.json',
		'node_modules/esbuild/package.json',
		relative(root, join(import.meta.dirname, '../../bundle/with-meta.ts')),
		relative(root, join(import.meta.dirname, '../../bundle/bundle-sources.ts')),
		relative(root, join(import.meta.dirname, '../../bundle/manifest.ts')),
	]
}

/** Bundles of sources that have changed since, which a run that goes on for days may still load from. */
function removeOld(current: string): void {
	for (const name of readdirSync(cacheDirectory)) {
		const path = join(cacheDirectory, name)
		if (!name.startsWith(`${prefix}-`) || path === current) continue
		// Another process may have taken it away.
		const used = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
		if (Date.now() - used > KEPT_FOR) rmSync(path, { recursive: true, force: true })
	}
}
