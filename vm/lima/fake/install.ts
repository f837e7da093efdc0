import { build } from 'esbuild'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * For tests: puts the fake limactl into a directory, as one file that any user can run, and that runs as nobody where the
 * harness is root. The directory must be one that everybody may enter.
 * @returns the program
 */
export async function installFakeLimactl(directory: string): Promise<string> {
	const outfile = join(directory, 'limactl')
	await build({
		entryPoints: [join(import.meta.dirname, 'limactl.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'esm',
		target: 'node20',
		banner: {
			js: '#!/usr/bin/env node\nimport { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
		},
		logLevel: 'error',
	})
	await chmod(outfile, 0o755)
	return outfile
}
