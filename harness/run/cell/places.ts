import { homedir } from 'node:os'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { type Place, withoutPlaces } from '#results'

/** Results are sent on: whose machine it was and where its things lie is not for every reader of them. */
export const placesOf = ({ runDir, cacheRoot }: { runDir: string; cacheRoot: string }): Place[] => [
	{ path: resolve(runDir), shown: '.' },
	{ path: cacheRoot, shown: '<cache>' },
	{ path: process.cwd(), shown: '.' },
	{ path: resolve(import.meta.dirname, '../../..'), shown: '<rootless-matrix>' },
	{ path: homedir(), shown: '~' },
]

/** What a check said, without where things lie. Its ways and observations are the guest's words, and stay. */
export function checkWithoutPlaces<
	T extends { readonly type: string; readonly message?: string | undefined },
>(event: T, places: readonly Place[]): T {
	return event.message === undefined ? event : { ...event, message: withoutPlaces(event.message, places) }
}

/**
 * An error's evidence: files of the run, relative to it, and what lies elsewhere, as it was. Readers take a run's evidence for
 * files of the run, and what leads out of it names somebody's directories.
 */
export function sortEvidence(
	runDir: string,
	evidence: readonly string[],
): { readonly ofRun: string[]; readonly elsewhere: string[] } {
	const root = resolve(runDir)
	const found = { ofRun: [] as string[], elsewhere: [] as string[] }
	for (const path of evidence) {
		const inRun = relative(root, resolve(root, path))
		if (inRun === '..' || inRun.startsWith(`..${sep}`) || isAbsolute(inRun)) found.elsewhere.push(path)
		else found.ofRun.push(inRun)
	}
	return found
}
