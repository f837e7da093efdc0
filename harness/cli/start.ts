import { type Ambient, runCli } from './cli.ts'
import { watchCrashes, writeWhole } from './process/crashes.ts'
import { wantsDebug } from './process/failure.ts'
import { configFileNames, findOwn } from './find-up.ts'
import { ownManifest } from './manifest.ts'
import { services } from './services.ts'
import { oneLine } from './view/one-line.ts'

const LINGERS = 5_000

/**
 * The command line as a process: runs it to its end, and sets the exit code. A test replaces parts of it.
 * @param lingers milliseconds for what is still being written
 */
export async function start(replaced: Partial<Ambient> = {}, lingers = LINGERS): Promise<void> {
	const { stdout, stderr, env } = process
	for (const stream of [stdout, stderr]) writeWhole(stream)
	// mke2fs, modprobe and depmod lie where an ordinary user's PATH does not look on Debian.
	env.PATH = [env.PATH ?? '/usr/bin:/bin', '/usr/local/sbin', '/usr/sbin', '/sbin'].join(':')
	// Whoever may write to what is made here could choose what root reads later.
	process.umask(process.umask() | 0o002)
	// Read by what loads plug-ins, in this process and in those of the suites.
	const foundConfig = env.ROOTLESS_MATRIX_CONFIG === undefined
	if (foundConfig) {
		const { path = '', passedOver } = findOwn(configFileNames, process.cwd(), env)
		env.ROOTLESS_MATRIX_CONFIG = path
		// Nobody named it: what it imports is looked at as well.
		env.ROOTLESS_MATRIX_CONFIG_FOUND = '1'
		if (passedOver !== undefined)
			stderr.write(
				`rootless-matrix: ${oneLine(passedOver)} is not read: another user may write it or its directory, and it would be run as you. ` +
					'If you trust it, name it with ROOTLESS_MATRIX_CONFIG.\n',
			)
	}
	const argv = replaced.argv ?? process.argv.slice(2)
	const crashes = watchCrashes({ source: process, stdout, stderr, debug: wantsDebug(argv, env) })
	try {
		const code = await runCli({
			argv,
			env,
			stdout,
			stderr,
			signals: process,
			crashed: crashes.signal,
			exit: (exitCode) => process.exit(exitCode),
			now: Date.now,
			services,
			version: ownManifest().version,
			foundConfig,
			script: process.argv[1],
			...replaced,
		})
		process.exitCode ??= code
	} catch (error) {
		crashes.report(error)
	} finally {
		// All is said and cleaned up by now: what somebody did not close must not keep the process.
		setTimeout(() => process.exit(), lingers).unref()
	}
}
