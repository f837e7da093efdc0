import { compareVersions, type VersionRange } from '../versions/index.ts'

/** What upstream's files say came with a release of Docker. What no file that was read says is missing. */
export interface DockerRelease {
	readonly rootlesskit?: string
	readonly buildx?: string
	readonly containerd?: string
	readonly runc?: string
	/** The Go that dockerd was built with. */
	readonly go?: string
	/** The vpnkit of the rootless extras, which are without one from 29.5.0 on. */
	readonly vpnkit?: string
	/** Its files were in a run of this harness, and held this. */
	readonly measured?: true
	/** Parts that no file names for this release, and that were taken from the ones beside it. */
	readonly inferred?: readonly ('rootlesskit' | 'buildx')[]
}

interface Row extends DockerRelease {
	readonly docker: string
}

/**
 * moby's Dockerfile (ARG lines) and hack/dockerfile/install/rootlesskit.installer at each tag, oldest first. The static
 * tarballs' containerd and runc come from docker/packaging and may differ by a patch: what the running binaries say goes
 * first wherever it is known.
 */
const rows: readonly Row[] = [
	{
		docker: '27.5.1',
		go: '1.22.11',
		containerd: '1.7.25',
		runc: '1.2.4',
		buildx: '0.20.0',
		rootlesskit: '2.3.2',
		vpnkit: '0.5.0',
		measured: true,
	},
	{
		docker: '28.0.0',
		go: '1.23.6',
		containerd: '1.7.25',
		runc: '1.2.5',
		buildx: '0.20.1',
		rootlesskit: '2.3.2',
		vpnkit: '0.5.0',
	},
	{
		docker: '28.1.0',
		go: '1.23.8',
		containerd: '1.7.27',
		runc: '1.2.6',
		buildx: '0.20.1',
		rootlesskit: '2.3.4',
		vpnkit: '0.5.0',
	},
	{
		docker: '28.5.2',
		go: '1.24.9',
		containerd: '1.7.28',
		runc: '1.3.3',
		buildx: '0.24.0',
		rootlesskit: '2.3.4',
		vpnkit: '0.6.0',
	},
	{
		docker: '29.0.0',
		go: '1.25.4',
		containerd: '2.1.5',
		runc: '1.3.3',
		buildx: '0.29.1',
		rootlesskit: '2.3.5',
		vpnkit: '0.6.0',
	},
	{
		docker: '29.2.0',
		go: '1.25.6',
		containerd: '2.2.1',
		runc: '1.3.4',
		buildx: '0.31.0',
		rootlesskit: '2.3.6',
		vpnkit: '0.6.0',
	},
	{
		docker: '29.4.0',
		go: '1.26.1',
		containerd: '2.2.2',
		runc: '1.3.5',
		buildx: '0.32.1',
		rootlesskit: '2.3.6',
		vpnkit: '0.6.0',
	},
	{
		docker: '29.5.0',
		go: '1.26.3',
		containerd: '2.2.3',
		runc: '1.3.5',
		buildx: '0.34.0',
		rootlesskit: '3.0.0',
	},
	{
		docker: '29.5.3',
		go: '1.26.4',
		containerd: '2.2.4',
		runc: '1.3.5',
		buildx: '0.34.1',
		rootlesskit: '3.0.1',
	},
	{
		docker: '29.7.0',
		go: '1.26.5',
		containerd: '2.3.3',
		runc: '1.4.3',
		buildx: '0.35.0',
		rootlesskit: '3.0.2',
	},
	{
		docker: '29.7.2',
		go: '1.26.5',
		containerd: '2.3.3',
		runc: '1.4.3',
		buildx: '0.36.0',
		rootlesskit: '3.0.2',
	},
	{ docker: '29.8.0', rootlesskit: '3.1.0' },
	{ docker: '29.9.0', rootlesskit: '3.2.0', inferred: ['rootlesskit'] },
]

/** The RootlessKit of the extras from one release to another, both among them; what lies between two lines is not known. */
const kits: readonly (readonly [first: string, last: string, rootlesskit: string])[] = [
	['24.0.9', '24.0.9', '1.1.1'],
	['25.0.5', '27.2.1', '2.0.2'],
	['27.3.1', '27.5.0', '2.3.1'],
	['27.5.1', '28.0.1', '2.3.2'],
	['28.0.4', '28.5.2', '2.3.4'],
	['29.0.0', '29.1.5', '2.3.5'],
	['29.2.0', '29.4.3', '2.3.6'],
	['29.5.0', '29.5.2', '3.0.0'],
	['29.5.3', '29.6.1', '3.0.1'],
	['29.6.2', '29.7.2', '3.0.2'],
	['29.8.0', '29.8.0', '3.1.0'],
	['29.9.0', '29.9.0', '3.2.0'],
]

const compare = (a: string, b: string): number | undefined => compareVersions('program', a, b)
const isBefore = (version: string, end: string): boolean => (compare(version, end) ?? 0) < 0

/** What came with a release, such as `27.5.1`, as far as it is known; nothing of one that is not. */
export function dockerRelease(docker: string): DockerRelease {
	const row = rows.find((one) => one.docker === docker)
	if (row !== undefined) {
		const { docker: _, ...release } = row
		return release
	}
	const kit = kits.find(
		([first, last]) => (compare(docker, first) ?? -1) >= 0 && (compare(docker, last) ?? 1) <= 0,
	)
	return kit === undefined ? {} : { rootlesskit: kit[2] }
}

/**
 * A release whose extras were seen to bring this RootlessKit: a mirror of Docker's server is enough to get it. That a tag
 * names it is not enough: 29.7.2 names 3.0.2 and was seen with 3.0.1.
 */
export const dockerWithRootlessKit = (rootlesskit: string): string | undefined =>
	rows.find((row) => row.measured === true && row.rootlesskit === rootlesskit)?.docker

/** The releases whose extras bring such a RootlessKit; the last known one and what follows it are one range without an end. */
export function releasesBringing(isSuch: (rootlesskit: string) => boolean): VersionRange[] {
	const ranges: { from: string; before?: string }[] = []
	for (const [place, [first, , rootlesskit]] of kits.entries()) {
		if (!isSuch(rootlesskit)) continue
		const next = kits[place + 1]?.[0]
		const before = next === undefined ? {} : { before: next }
		const last = ranges.at(-1)
		if (last?.before === first) ranges[ranges.length - 1] = { from: last.from, ...before }
		else ranges.push({ from: first, ...before })
	}
	return ranges
}

/** Those that are known here, oldest first; there are others between them. */
export const dockerReleases: readonly string[] = rows.map(({ docker }) => docker)

/** The newest release that anything is known of. */
export const newestDockerRelease: string = rows.at(-1)?.docker ?? ''

/** Docker 28 has taken RootlessKit's proxy into its own. */
export const needsRootlessKitProxy = (docker: string): boolean => isBefore(docker, '28.0.0')

/**
 * The network drivers that dockerd-rootless.sh looks for where none is named, in its order; it takes the first that is
 * installed (contrib/dockerd-rootless.sh: moby #51149 in 28.5.2, #52641 in 29.5.0).
 */
export function driversInOrder(docker: string): readonly string[] {
	if (isBefore(docker, '28.5.2')) return ['slirp4netns', 'vpnkit']
	if (isBefore(docker, '29.5.0')) return ['slirp4netns', 'pasta', 'vpnkit']
	return ['slirp4netns', 'pasta', 'vpnkit', 'gvisor-tap-vsock']
}
