/**
 * Whether what a program says of itself is the version that was asked for. Debian's programs leave out the package's
 * revision, or the whole of what Debian added: 2.1.9+ds1-5 says 2.1.9+unknown. 27.5.10 and 27.5.1-rc.1 are not 27.5.1.
 */
export function isVersion(asked: string, says: string): boolean {
	const [want, have] = [withoutEpoch(asked), withoutEpoch(says)]
	if (want === have) return true
	// A revision of Debian's, of either side.
	if (bare(want) === bare(have)) return true
	const rest = have.startsWith(want) ? have.slice(want.length) : undefined
	return rest !== undefined && /^-\d[\w.+~]*$/.test(rest)
}

/** Without a tag's v and without Debian's epoch. */
const withoutEpoch = (version: string): string => version.replace(/^(v|\d+:)(?=\d)/, '')

/** Without Debian's revision, and without a mark of what Debian left out or a builder added. */
const bare = (version: string): string =>
	version.replace(/(\+dfsg|\+ds|~ds|\+unknown)[\w.]*(-\d[\w.+~]*)?$/, '').replace(/-\d[\w.+~]*$/, '')
