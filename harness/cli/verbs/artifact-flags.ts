import { type Command, Option } from 'commander'
import { mirrorComplaint, resolveMirrors } from '#harness/matrix'
import type { ArtifactSources } from '#harness/run'
import type { Chosen } from './matrix-choice.ts'

export interface ArtifactFlags {
	readonly mirror?: readonly string[]
	readonly offline?: true
	readonly frozen?: true
}

const collect = (value: string, before: readonly string[] = []) => [...before, value]

/** Adds `--mirror` and `--frozen`. */
export function withArtifactFlags(command: Command): Command {
	return command
		.addOption(
			new Option(
				'--mirror <place>',
				"an address or a directory with the layout of Docker's server, asked first; may be given again",
			).argParser(collect),
		)
		.addOption(
			new Option('--frozen', 'accept nothing that rootless-matrix.lock.yaml beside the matrix does not have'),
		)
}

/** Adds what is wrong with the flags to `problems`. */
export function checkArtifactFlags({ mirror = [] }: ArtifactFlags, problems: string[]): void {
	for (const one of mirror) {
		const complaint = mirrorComplaint(one)
		if (complaint !== undefined) problems.push(`--mirror takes ${complaint}, not '${one}'`)
	}
}

/** The command line's mirrors come before the matrix file's. */
export function artifactSources(
	{ matrix, baseDir, lockPath }: Chosen,
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
