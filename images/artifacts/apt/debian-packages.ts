import { parsePasst, type PasstVersion } from '#results'
import type { DebianArchitecture } from '#results/architecture'
import type { PackageVersion } from './debian-names.ts'
import { ArtifactFault } from '../fault.ts'

/** Looks up the versions of a package, newest first. */
export type Lookup = (name: string) => Promise<readonly PackageVersion[]>

/** The upstream version inside a Debian one: no epoch, no revision, no repacking mark. */
export function upstreamVersion(debian: string): string {
	return debian.replace(/^\d+:/, '').replace(/[-+~].*$/, '')
}

const isSeries = (version: string, series: string) => version === series || version.startsWith(`${series}.`)

/** A series of upstream versions (`26.1`), or one of Debian's whole (`26.1.5+dfsg1-9+deb13u1`). */
const isWanted = (item: PackageVersion, wanted: string) =>
	item.version === wanted || isSeries(upstreamVersion(item.version), wanted)

async function newest(
	lookup: Lookup,
	name: string,
	wanted: string,
	matches: (item: PackageVersion) => boolean,
): Promise<PackageVersion> {
	const all = await lookup(name)
	const found = all.find(matches)
	if (found) return found
	const has = all.map((item) => `${item.version} (${item.suite})`).join(', ') || 'none at all'
	throw new ArtifactFault('not-found', `No Debian suite has ${name} ${wanted}.`, {
		hint: `There is: ${has}.`,
	})
}

const inSuite = async (lookup: Lookup, name: string, suite: string) =>
	newest(lookup, name, `in ${suite}`, (item) => item.suite === suite)

/** docker.io of a series such as `26.1`, with what Debian splits off it, all of one suite. */
export async function dockerPackages(lookup: Lookup, series: string): Promise<PackageVersion[]> {
	// All at once: they are looked up together.
	const names = ['docker.io', 'tini-static', 'docker-cli', 'tini', 'containerd', 'runc']
	const [, tiniStatic, clients] = await Promise.all(names.map((name) => lookup(name)))
	const docker = await newest(lookup, 'docker.io', series, (item) => isWanted(item, series))
	// Since 28.5 docker-init is a link to tini-static, which is a package of its own.
	const hasStatic = tiniStatic!.some((item) => item.suite === docker.suite)
	const companions = await Promise.all(
		['containerd', 'runc', hasStatic ? 'tini-static' : 'tini'].map((name) =>
			inSuite(lookup, name, docker.suite),
		),
	)
	// Since Debian 13 the client is a package of its own.
	const client = clients!.find((item) => item.version === docker.version)
	return [docker, ...(client ? [client] : []), ...companions]
}

/** A rootlesskit by version, or the one of the suite that the docker packages came from. */
export function rootlesskitPackages(
	lookup: Lookup,
	wanted: { suite: string } | { version: string },
): Promise<PackageVersion[]> {
	const found =
		'suite' in wanted
			? inSuite(lookup, 'rootlesskit', wanted.suite)
			: newest(lookup, 'rootlesskit', wanted.version, (item) => isWanted(item, wanted.version))
	return found.then((item) => [item])
}

/** slirp4netns by version or suite, with the libslirp of its own suite: sid's needs a newer one than Debian 13's. */
export async function slirp4netnsPackages(
	lookup: Lookup,
	wanted: { suite: string } | { version: string },
): Promise<PackageVersion[]> {
	const [slirp] = await Promise.all([
		'suite' in wanted
			? inSuite(lookup, 'slirp4netns', wanted.suite)
			: newest(lookup, 'slirp4netns', wanted.version, (item) => isWanted(item, wanted.version)),
		lookup('libslirp0'),
	])
	return [slirp, await inSuite(lookup, 'libslirp0', slirp.suite)]
}

/** passt in any of its spellings; without a commit, any of that day will do. */
export async function passtPackages(lookup: Lookup, wanted: string): Promise<PackageVersion[]> {
	const asked = parsePasst(wanted)
	const isAsked = (found: PasstVersion | undefined) =>
		asked !== undefined &&
		found?.day === asked.day &&
		(asked.commit === undefined || found.commit === asked.commit)
	return [await newest(lookup, 'passt', wanted, (item) => isAsked(parsePasst(item.version)))]
}

/** A kernel release from a package name: `linux-image-6.12.107+deb13-cloud-amd64`. */
const releaseOf = (name: string) => name.replace(/^linux-(image|binary)-/, '')

/**
 * The packages of a cloud kernel: of a series (`6.12`: its newest release that is there whole), or of one release
 * (`6.12.107+deb13-cloud-amd64`). Since 6.19 linux-image-X is empty: the kernel is linux-binary-X, its modules
 * linux-modules-X, its config and modules.builtin linux-base-X; suites drop the latter two before the former.
 */
export async function kernelPackages(
	lookup: Lookup,
	names: (prefix: string) => Promise<readonly string[]>,
	wanted: string,
	arch: DebianArchitecture = 'amd64',
): Promise<PackageVersion[]> {
	const exact = wanted.endsWith(`-${arch}`)
	const escaped = wanted.replace(/[.+]/g, '\\$&')
	const tail = exact ? '' : `[.+-].*cloud-${arch}`
	const isCandidate = new RegExp(`^linux-(image|binary)-${escaped}${tail}$`)
	const listed = await Promise.all(['image', 'binary'].map((kind) => names(`linux-${kind}-${wanted}`)))
	const candidates = listed.flat().filter((name) => isCandidate.test(name))
	const versions = (await Promise.all(candidates.map((name) => lookup(name)))).flat()
	const releases = [...new Set(versions.map(({ name }) => releaseOf(name)))].sort((a, b) =>
		compareKernels(b, a),
	)
	const found = await Promise.all(releases.map((release) => packagesOfRelease(lookup, release, versions)))
	const whole = found.find(({ missing }) => missing.length === 0)
	if (whole) return whole.packages
	const [newestHalf] = found
	if (newestHalf)
		throw new ArtifactFault(
			'not-found',
			`Debian’s suites have ${listPackages(newestHalf.packages)}, but no ${newestHalf.missing.join(' and no ')} for it.`,
			{
				hint: 'They keep an old kernel’s image longer than its modules: ask for another series, or for a release that is whole.',
			},
		)
	throw new ArtifactFault('not-found', `No Debian suite has a cloud kernel ${wanted}.`, {
		hint: `\`apt-cache search linux-image | grep cloud-${arch}\` lists those of the suites that a machine is configured for.`,
	})
}

/** The releases of cloud kernels that packages are named after. Not each of them is there whole. */
export async function kernelReleases(
	names: (prefix: string) => Promise<readonly string[]>,
	arch: DebianArchitecture,
): Promise<string[]> {
	const listed = await Promise.all(['image', 'binary'].map((kind) => names(`linux-${kind}-`)))
	const isRelease = new RegExp(`^linux-(image|binary)-\\d+\\.\\d+\\.\\d+.*-cloud-${arch}$`)
	return [
		...new Set(
			listed
				.flat()
				.filter((name) => isRelease.test(name))
				.map(releaseOf),
		),
	]
}

const listPackages = (packages: readonly PackageVersion[]): string =>
	packages.map(({ name, version }) => `${name} ${version}`).join(', ')

/** What there is of one release, and the names of what there should be as well. */
async function packagesOfRelease(
	lookup: Lookup,
	release: string,
	versions: readonly PackageVersion[],
): Promise<{ readonly packages: PackageVersion[]; readonly missing: readonly string[] }> {
	const binary = versions.find(({ name }) => name === `linux-binary-${release}`)
	if (!binary) {
		const image = versions.find(({ name }) => name === `linux-image-${release}`)
		return { packages: image ? [image] : [], missing: [] }
	}
	const companions = await Promise.all(
		[`linux-modules-${release}`, `linux-base-${release}`].map(async (name) => ({
			name,
			found: (await lookup(name)).find(({ version }) => version === binary.version),
		})),
	)
	return {
		packages: [binary, ...companions.flatMap(({ found }) => found ?? [])],
		missing: companions.flatMap(({ name, found }) => (found ? [] : [name])),
	}
}

/** Orders kernel releases by their numbers; `6.12.9` before `6.12.10`, `+deb12` before `+deb13`. */
export function compareKernels(a: string, b: string): number {
	const numbers = (release: string) => (release.match(/\d+/g) ?? []).map(Number)
	const [left, right] = [numbers(a), numbers(b)]
	for (let i = 0; i < Math.max(left.length, right.length); i++) {
		const difference = (left[i] ?? -1) - (right[i] ?? -1)
		if (difference !== 0) return difference
	}
	return 0
}
