import { hostArchitecture, type Architecture } from './elf.ts'
import { buildxChecksumsName, buildxName } from './stack/buildx-names.ts'
import type { StackRequest } from './stack/request.ts'
import { bundleOf, dockerWithRootlessKit } from './stack/upstream-releases.ts'

/** Debian 13's, the base image's own, where nothing says which. */
export const defaultSuite = 'trixie'

/** What a kernel value asks of a provider. */
export type KernelRequest =
	/** A series (`6.12`) or one release, as Debian packages it. */
	| { readonly provider: 'debian'; readonly wanted: string }
	| { readonly provider: 'built'; readonly series: string }

/** The lock's key for packages of Debian's: `debian docker 26.1 amd64`. */
export const packagesKey = (what: string): string =>
	`debian ${what} ${process.arch === 'arm64' ? 'arm64' : 'amd64'}`

/** The lock's key for a file of upstream's: `docker-27.5.1.tgz x86_64`. */
export const fileKey = (name: string, arch: Architecture): string => `${name} ${arch}`

/** What is asked of Debian's suites, in the words of the lock's keys. */
export const asked = {
	docker: (version: string) => `docker ${version}`,
	rootlesskit: (version: string) => `rootlesskit ${version}`,
	bundledRootlesskit: (docker: string) => `rootlesskit of docker ${docker}`,
	passt: (version: string) => `passt ${version}`,
	slirp4netns: (version: string) => `slirp4netns ${version}`,
	/** Without a version: that of the suite of Debian's docker, or of the base image's. */
	bundledSlirp4netns: (docker: StackRequest['docker'], suite: string) =>
		`slirp4netns of ${docker.provider === 'debian' ? `docker ${docker.version}` : suite}`,
	kernel: (wanted: string) => `kernel ${wanted}`,
	kernelSource: (series: string) => `linux-source ${series}`,
	busybox: 'busybox-static',
} as const

export const upstreamNames = {
	docker: (version: string) => `docker-${version}.tgz`,
	extras: (version: string) => `docker-rootless-extras-${version}.tgz`,
	rootlesskit: (version: string, arch: Architecture) => `rootlesskit-${version}-${arch}.tar.gz`,
} as const

/** The lock's keys for everything that a stack is fetched from; a directory of the user's has none. */
export function stackKeys(
	{ docker, rootlesskit, network }: StackRequest,
	arch: Architecture = hostArchitecture(),
): string[] {
	const file = (name: string) => fileKey(name, arch)
	const keys: string[] = []
	if (docker.provider === 'debian') keys.push(packagesKey(asked.docker(docker.version)))
	if (docker.provider === 'upstream') {
		keys.push(file(upstreamNames.docker(docker.version)), file(upstreamNames.extras(docker.version)))
		const buildx = bundleOf(docker.version)?.buildx
		if (buildx !== undefined) keys.push(file(buildxName(buildx, arch)), file(buildxChecksumsName(buildx)))
	}
	if (rootlesskit === 'bundled') {
		if (docker.provider === 'debian') keys.push(packagesKey(asked.bundledRootlesskit(docker.version)))
	} else if (rootlesskit.provider === 'debian') keys.push(packagesKey(asked.rootlesskit(rootlesskit.version)))
	else if (rootlesskit.provider === 'upstream') {
		const bringing = dockerWithRootlessKit(rootlesskit.version)
		keys.push(
			file(
				bringing === undefined
					? upstreamNames.rootlesskit(rootlesskit.version, arch)
					: upstreamNames.extras(bringing),
			),
		)
	}
	if ('file' in network) keys.push(asked.passt(network.file.sha256))
	else if (network.driver === 'pasta') keys.push(packagesKey(asked.passt(network.version)))
	else if (network.version === undefined)
		keys.push(packagesKey(asked.bundledSlirp4netns(docker, defaultSuite)))
	else keys.push(packagesKey(asked.slirp4netns(network.version)))
	return [...new Set(keys)]
}

/** The lock's keys for what a guest boots with: its kernel, and the busybox of its initrd. */
export const kernelKeys = (kernel: KernelRequest): string[] => [
	packagesKey(kernel.provider === 'debian' ? asked.kernel(kernel.wanted) : asked.kernelSource(kernel.series)),
	packagesKey(asked.busybox),
]
