import { askedOf, type Cell } from '#harness/matrix'
import {
	baseSlirp4netns,
	debianRelease,
	defaultGuest,
	dockerRelease,
	knownVersions,
	type Stack,
	type StackVersions,
} from '#results'

function beside({ docker, guest }: Pick<Cell['axes'], 'docker' | 'guest'>): StackVersions {
	const { provider, version: asked } = docker.value
	if (asked === undefined) return {}
	// Debian's revision says nothing about upstream's version.
	const version = upstreamPart(asked)
	if (provider !== 'debian') {
		const { rootlesskit } = dockerRelease(version)
		return {
			dockerd: version,
			// It is the guest's own, and known here for the default one.
			...(guest.raw === defaultGuest ? { slirp4netns: baseSlirp4netns } : {}),
			rootlesskit,
		}
	}
	const series = version.split('.').slice(0, 2).join('.')
	return version === series ? (debianRelease(series) ?? {}) : { ...debianRelease(series), dockerd: version }
}

const upstreamPart = (version: string): string => /^\d+(?:\.\d+)*/.exec(version)?.[0] ?? ''

/**
 * The versions that a cell would run, before anything has been fetched: those that its axes name, and those that come with
 * them. What is not known stays open, and what depends on it is told so.
 */
export function predictStack(
	axes: Pick<Cell['axes'], 'docker' | 'rootlesskit' | 'network' | 'guest'>,
): Stack {
	const { dockerd, rootlesskit, slirp4netns } = beside(axes)
	const network = axes.network.value
	const isPackages = ['slirp4netns', 'default'].includes(network.driver) && network.version === undefined
	const brought: StackVersions = {
		dockerd,
		...(axes.rootlesskit.value === 'bundled' ? { rootlesskit } : {}),
		...(isPackages ? { slirp4netns } : {}),
	}
	return { ...knownVersions(brought, askedOf(axes)), origins: [] }
}
