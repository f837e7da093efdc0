import { makeOwnedDirectory, removeTree, runTool, type ToolOptions } from '#vm/host'
import { type Architecture, debianArchitecture, hostArchitecture } from '#results/architecture'
import type { GuestOwners } from './owners.ts'

/**
 * Runs mmdebstrap. As root it mounts /proc and /sys of the new system where the host sees them, and unpacks it in the
 * temporary directory: one that is killed would leave both. So it gets mounts of its own, which go with it (where those
 * are not allowed, it has to do without), and a directory that the next run sweeps.
 */
export async function runMmdebstrap(
	mode: GuestOwners['mmdebstrapMode'],
	args: readonly string[],
	options: ToolOptions,
): Promise<void> {
	const argv = ['mmdebstrap', `--mode=${mode}`, ...args]
	if (mode !== 'root') {
		await runTool(argv, options)
		return
	}
	const inOwnMounts = 'unshare --mount true 2>/dev/null && exec unshare --mount "$@"; exec "$@"'
	const directory = await makeOwnedDirectory('build')
	try {
		await runTool(['sh', '-c', inOwnMounts, 'sh', ...argv], {
			...options,
			env: { ...options.env, TMPDIR: directory },
		})
	} finally {
		await removeTree(directory)
	}
}

/** mmdebstrap's options for a system of another architecture than this machine's; none for its own. */
export const foreignOptions = (arch: Architecture): readonly string[] =>
	arch === hostArchitecture()
		? []
		: // Its own look asks for a program that need not be there; `assertRunsPrograms` has looked where it matters.
			[`--architectures=${debianArchitecture(arch)}`, '--skip=check/qemu']
