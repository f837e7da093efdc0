import semver from 'semver'

/** What a build is called that is between releases, or before any: nobody knows what is in it. */
const ofNoRelease =
	/(?<![A-Za-z])(?:dev|devel|master|main|nightly|snapshot|pre|preview)(?![A-Za-z])|-\d+-g[0-9a-f]{7,}/i
const candidate = /(?<![A-Za-z])(alpha|beta|rc)[.-]?(\d+)?(?![A-Za-z])/i

/**
 * Reads a program's version out of a distribution's spelling: `26.1.5+dfsg1`, `28.5.2+dfsg4-5`,
 * `5:27.5.1-1~debian.12~bookworm`, `28.0.0-rc.1`, `slirp4netns version 1.2.1`, and the series `26.1`.
 * What a distribution appends orders nothing; upstream's release candidates do, `29.0.0rc1` and `29.0.0_rc1` too. Builds of
 * no release, such as Docker's nightly `0.0.0-20261120093000-abcdef`, `29.0.0-dev` or `1.2.0+dev`, are no version.
 */
export function parseProgram(text: string): semver.SemVer | undefined {
	const match = /(?<![\w.])v?(\d+)\.(\d+)(?:\.(\d+))?([^\s,]*)/.exec(text)
	if (!match) return undefined
	const [, major, minor, patch = '0', rest = ''] = match
	const numbers = [major, minor, patch].map(Number)
	if (numbers.every((number) => number === 0) || ofNoRelease.test(rest)) return undefined
	const [, stage, count = '0'] = candidate.exec(rest) ?? []
	// A letter right behind a number is some stage on the way to it.
	if (stage === undefined && /^_?[A-Za-z]/.test(rest)) return undefined
	const release = numbers.join('.')
	return (
		semver.parse(stage === undefined ? release : `${release}-${stage.toLowerCase()}.${Number(count)}`) ??
		undefined
	)
}

export const compareProgram = (a: semver.SemVer, b: semver.SemVer): number => semver.compare(a, b)
