import semver from 'semver'

/**
 * Reads a program's version out of a distribution's spelling: `26.1.5+dfsg1`, `28.5.2+dfsg4-5`,
 * `5:27.5.1-1~debian.12~bookworm`, `28.0.0-rc.1`, `slirp4netns version 1.2.1`, and the series `26.1`.
 * What a distribution appends orders nothing; upstream's release candidates do.
 */
export function parseProgram(text: string): semver.SemVer | undefined {
	const match = /(?<![\w.])v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-~](alpha|beta|rc)\.?(\d+)?)?/.exec(text)
	if (!match) return undefined
	const [, major, minor, patch = '0', stage, count = '0'] = match
	const release = `${Number(major)}.${Number(minor)}.${Number(patch)}`
	return semver.parse(stage === undefined ? release : `${release}-${stage}.${Number(count)}`) ?? undefined
}

export const compareProgram = (a: semver.SemVer, b: semver.SemVer): number => semver.compare(a, b)
