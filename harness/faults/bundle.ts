import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundleSources } from '#harness/bundle'

/** Makes a few files of the harness process: a campaign starts thousands. @returns the path of the one to start. */
export async function bundleHarness(): Promise<string> {
	const outdir = join(import.meta.dirname, `../../node_modules/.cache/rootless-matrix/faults-${process.pid}`)
	const { files } = await bundleSources(join(import.meta.dirname, 'process/main.ts'), outdir)
	await mkdir(outdir, { recursive: true, mode: 0o755 })
	for (const [name, contents] of files) await writeFile(join(outdir, name), contents)
	return join(outdir, 'main.mjs')
}
