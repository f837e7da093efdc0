import { type Architecture, debianArchitecture } from '#results/architecture'

/** The file of a release for an architecture, as its release calls it. */
export const buildxName = (version: string, arch: Architecture): string =>
	`buildx-v${version}.linux-${debianArchitecture(arch)}`

/** What a release's `checksums.txt` is called where those of several releases lie together. */
export const buildxChecksumsName = (version: string): string => `buildx-v${version}.checksums.txt`
