import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Architecture } from '#results/architecture'
import type { Source } from '../store/store.ts'

/** Where upstream's files may come from besides their public addresses. */
export interface UpstreamSources {
	/**
	 * Addresses, or paths of directories, with the layout of Docker's own server below
	 * `linux/static/stable/`: `ARCH/docker-27.5.1.tgz`. A directory may also hold the files side by side. What
	 * Docker's server does not have (buildx, RootlessKit's own releases) lies in the same place.
	 */
	readonly mirrors?: readonly string[]
	/** Whether the public addresses are asked last; default true. */
	readonly publicAddresses?: boolean
}

const dockerPublic = 'https://download.docker.com/linux/static/stable'

/** The matrix file's and the command line's mirrors, then those of ROOTLESS_MATRIX_DOCKER_MIRROR (several: spaces). */
export function upstreamSources(
	mirrors: readonly string[] = [],
	env: NodeJS.ProcessEnv = process.env,
): UpstreamSources {
	const more = (env.ROOTLESS_MATRIX_DOCKER_MIRROR ?? '').split(/\s+/).filter((one) => one !== '')
	return { mirrors: [...mirrors, ...more] }
}

const isAddress = (mirror: string) => /^https?:/i.test(mirror)

/** The sources of one file: directories, mirrors, the public address. */
export function sourcesOf(
	name: string,
	arch: Architecture,
	{ mirrors = [], publicAddresses = true }: UpstreamSources,
	publicUrl = `${dockerPublic}/${arch}/${name}`,
): Source[] {
	const directories = mirrors.filter((mirror) => !isAddress(mirror))
	return [
		...directories.flatMap((mirror): Source[] => {
			const dir = mirror.startsWith('file:') ? fileURLToPath(mirror) : mirror
			return [join(dir, arch, name), join(dir, name)].map((path) => ({ kind: 'file', path }))
		}),
		...mirrors
			.filter(isAddress)
			.map((mirror): Source => ({ kind: 'url', url: below(mirror, `${arch}/${name}`) })),
		...(publicAddresses ? [{ kind: 'url' as const, url: publicUrl }] : []),
	]
}

/** `new URL` alone would take the last part of a mirror without a slash for a file; a query (a token) stays. */
function below(mirror: string, path: string): string {
	const url = new URL(mirror)
	url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`
	return url.href
}
