import { build } from 'esbuild'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'

/** What needs no Node is said without: the driver asks for the version before anything else. JavaScript sees a comment. */
const shell = [
	'[ "$1" = --version ] && echo "limactl version ${FAKE_LIMACTL_VERSION-2.2.0}" && exit',
	'exec node "$0" "$@"',
].join('; ')

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
		format: 'cjs',
		target: 'node20',
		banner: { js: `#!/bin/sh\n':' //; ${shell}` },
		minify: true,
		logLevel: 'error',
	})
	await chmod(outfile, 0o755)
	return outfile
}
