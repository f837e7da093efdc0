import { selectChecks } from '#harness/matrix'

/** What `--checks` says; what matches nothing is added to `problems`. */
export function readChecks(
	globs: readonly string[] | undefined,
	problems: string[],
): readonly string[] | undefined {
	for (const glob of globs ?? [])
		if (selectChecks([glob]).length === 0)
			problems.push(`--checks ${glob} matches no check; \`rootless-matrix checks\` lists them`)
	return globs
}
