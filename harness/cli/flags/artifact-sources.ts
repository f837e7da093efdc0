import { refusedAddress } from '#results/errors'
import { mirrorComplaint, resolveMirrors } from '#harness/matrix'
import type { ArtifactSources } from '#harness/run'
import type { ArtifactFlags } from './shared-flags.ts'
import type { Selection } from './matrix-selection.ts'

/** Adds what is wrong with the flags to `problems`. */
export function checkArtifactFlags({ mirror = [] }: ArtifactFlags, problems: string[]): void {
	for (const one of mirror) {
		const complaint = mirrorComplaint(one)
		if (complaint !== undefined) problems.push(`--mirror takes ${complaint}, not '${refusedAddress(one)}'`)
	}
}

/** The command line's mirrors come before the matrix file's. */
export function artifactSources(
	{ matrix, baseDir, lockPath }: Selection,
	{ mirror = [], offline, frozen }: ArtifactFlags,
): ArtifactSources {
	return {
		mirrors: [...resolveMirrors(mirror, process.cwd()), ...resolveMirrors(matrix.mirrors, baseDir)],
		...(offline ? { offline } : {}),
		...(frozen ? { frozen } : {}),
		baseDir,
		lockPath,
	}
}
