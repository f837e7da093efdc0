import { type Architecture, debianArchitecture } from '#results/architecture'

/** Debian 13's, where nothing says which. */
export const defaultSuite = 'trixie'

/** The lock's key for packages of Debian's: `debian docker 26.1 amd64`. */
export const packagesKey = (what: string, arch: Architecture): string =>
	`debian ${what} ${debianArchitecture(arch)}`

/** The lock's key for a file of upstream's: `docker-27.5.1.tgz x86_64`. */
export const fileKey = (name: string, arch: Architecture): string => `${name} ${arch}`

/** What is asked of Debian's suites, in the words of the lock's keys. */
export const asked = {
	docker: (version: string) => `docker ${version}`,
	rootlesskit: (version: string) => `rootlesskit ${version}`,
	bundledRootlesskit: (docker: string) => `rootlesskit of docker ${docker}`,
	passt: (version: string) => `passt ${version}`,
	slirp4netns: (version: string) => `slirp4netns ${version}`,
	/** Without a version: that of the suite of Debian's docker (`docker 26.1`), or of the guest's. */
	bundledSlirp4netns: (suiteWords: string) => `slirp4netns of ${suiteWords}`,
	lxc: (suite: string) => `lxc of ${suite}`,
	kernel: (wanted: string) => `kernel ${wanted}`,
	kernelSource: (series: string) => `linux-source ${series}`,
	busybox: 'busybox-static',
} as const

export const upstreamNames = {
	docker: (version: string) => `docker-${version}.tgz`,
	extras: (version: string) => `docker-rootless-extras-${version}.tgz`,
	rootlesskit: (version: string, arch: Architecture) => `rootlesskit-${version}-${arch}.tar.gz`,
} as const
