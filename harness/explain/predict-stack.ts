import type { Cell } from '#harness/matrix'
import type { Stack } from '#results'

type Versions = Pick<Stack, 'dockerd' | 'rootlesskit' | 'slirp4netns'>

/** What Debian's docker.io packages are and what lies beside them in their suite; seen in the suites, November 2026. */
const debian: Readonly<Record<string, Versions>> = {
	'20.10': { dockerd: '20.10.24', rootlesskit: '1.1.0', slirp4netns: '1.2.0' },
	'26.1': { dockerd: '26.1.5', rootlesskit: '2.0.2', slirp4netns: '1.2.1' },
	'28.5': { dockerd: '28.5.2', rootlesskit: '2.0.2', slirp4netns: '1.3.3' },
}

/** What Docker's release notes say that its static tarballs bring; slirp4netns is Debian 13's then. */
const upstream: Readonly<Record<string, Versions>> = {
	'27.5.1': { dockerd: '27.5.1', rootlesskit: '2.3.2', slirp4netns: '1.2.1' },
}

function beside({ provider, version: asked }: Cell['axes']['docker']['value']): Versions {
	if (asked === undefined) return {}
	// Debian's revision says nothing about upstream's version.
	const version = upstreamPart(asked)
	if (provider !== 'debian') return upstream[version] ?? { dockerd: version }
	const series = version.split('.').slice(0, 2).join('.')
	return version === series ? (debian[series] ?? {}) : { ...debian[series], dockerd: version }
}

const upstreamPart = (version: string): string => /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? ''

/**
 * The versions that a cell would run, before anything has been fetched. What is not known stays open, and what depends
 * on it is told so; versions that an axis names itself are read from there.
 */
export function predictStack(axes: Pick<Cell['axes'], 'docker' | 'rootlesskit' | 'network'>): Stack {
	const { dockerd, rootlesskit, slirp4netns } = beside(axes.docker.value)
	const network = axes.network.value
	return {
		...(dockerd === undefined ? {} : { dockerd }),
		...(axes.rootlesskit.value !== 'bundled' || rootlesskit === undefined ? {} : { rootlesskit }),
		...(network.driver !== 'slirp4netns' || network.version !== undefined || slirp4netns === undefined
			? {}
			: { slirp4netns }),
		origins: [],
	}
}
