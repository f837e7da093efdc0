import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { transform } from 'esbuild'
import { builtPageAssets, pageAssets } from '#results/report/html'

/** Writes the script and the style of the report's page, as small as they can be said, where the page’s writer looks. */
export async function writePageAssets(folder: string): Promise<void> {
	const { script, style } = pageAssets()
	for (const [path, text, loader] of [
		[builtPageAssets.script, script, 'js'],
		[builtPageAssets.style, style, 'css'],
	] as const) {
		const { code } = await transform(text, { loader, minify: true, charset: 'utf8' })
		const file = join(folder, path)
		await mkdir(dirname(file), { recursive: true })
		await writeFile(file, gzipSync(code, { level: 9 }))
	}
}
