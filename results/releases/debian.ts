/** A docker.io package of Debian's, and what lies beside it in its suite. */
export interface DebianRelease {
	readonly dockerd: string
	readonly rootlesskit: string
	readonly slirp4netns: string
}

/** Seen in the suites, November 2026. */
const series: Readonly<Record<string, DebianRelease>> = {
	'20.10': { dockerd: '20.10.24', rootlesskit: '1.1.0', slirp4netns: '1.2.0' },
	'26.1': { dockerd: '26.1.5', rootlesskit: '2.0.2', slirp4netns: '1.2.1' },
	'28.5': { dockerd: '28.5.2', rootlesskit: '2.0.2', slirp4netns: '1.3.3' },
}

/** What Debian's docker.io of a series (`26.1`) brings; undefined for a series that none was seen of. */
export const debianRelease = (name: string): DebianRelease | undefined => series[name]

/** The slirp4netns of the default guest's suite, where Docker is not Debian's. */
export const baseSlirp4netns = '1.2.1'
