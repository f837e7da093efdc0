import {
	dockerPackages,
	passtPackages,
	rootlesskitPackages,
	slirp4netnsPackages,
} from '../debian-packages.ts'
import type { DownloadedPackage, PackageVersion } from '../apt.ts'
import { asked, defaultSuite } from '../keys.ts'
import { lockedPackages } from '../locked-packages.ts'
import { debianPart } from './debian-part.ts'
import { localDocker, localRootlessKit } from './local.ts'
import type { PartContext, StackPart } from './part.ts'
import { passtFromFile } from './passt-file.ts'
import type { NetworkRequest, Provided, StackRequest } from './request.ts'
import { bundledRootlessKit, upstreamDocker, upstreamRootlessKit } from './upstream.ts'

/** The docker part, and what later parts want to know of it. */
interface Docker {
	readonly part: StackPart
	/** The suite that the package came from, where it is Debian's. */
	readonly suite?: string
}

/**
 * Resolves, fetches, verifies and builds the parts of a stack, from wherever each of them comes.
 * @throws ArtifactError when something cannot be had, with where it was looked for.
 */
export async function resolveStack(request: StackRequest, context: PartContext): Promise<StackPart[]> {
	// One after the other: they share apt's download lock, and each build keeps a core busy.
	const docker = await dockerOf(request.docker, context)
	const rootlesskit = await rootlesskitOf(request, docker, context)
	const network = await networkOf(request.network, request.docker, docker, context)
	return [docker.part, rootlesskit, network]
}

const packages = (
	what: string,
	resolve: () => Promise<readonly PackageVersion[]>,
	{ apt, store }: PartContext,
) => lockedPackages(what, resolve, { apt, lock: store?.lock })

const lookupOf =
	({ apt }: PartContext) =>
	(name: string) =>
		apt.versions(name)

async function dockerOf(docker: Provided, context: PartContext): Promise<Docker> {
	switch (docker.provider) {
		case 'debian': {
			const { version } = docker
			const debs = await packages(
				asked.docker(version),
				() => dockerPackages(lookupOf(context), version),
				context,
			)
			return { part: await debianPart('docker', debs, context), suite: debs[0]?.suite ?? defaultSuite }
		}
		case 'upstream':
			return { part: await upstreamDocker(docker.version, context) }
		case 'local':
			return { part: await localDocker(docker.dir, context) }
	}
}

async function rootlesskitOf(
	{ docker, rootlesskit }: StackRequest,
	{ suite = defaultSuite }: Docker,
	context: PartContext,
): Promise<StackPart> {
	const lookup = lookupOf(context)
	const fromDebian = async (what: string, wanted: { suite: string } | { version: string }) =>
		debianPart(
			'rootlesskit',
			await packages(what, () => rootlesskitPackages(lookup, wanted), context),
			context,
		)
	if (rootlesskit === 'bundled')
		switch (docker.provider) {
			case 'debian':
				return fromDebian(asked.bundledRootlesskit(docker.version), { suite })
			case 'upstream':
				return bundledRootlessKit(docker.version, context)
			case 'local':
				return localRootlessKit(docker.dir, context)
		}
	switch (rootlesskit.provider) {
		case 'debian':
			return fromDebian(asked.rootlesskit(rootlesskit.version), { version: rootlesskit.version })
		case 'upstream':
			return upstreamRootlessKit(rootlesskit.version, context)
		case 'local':
			return localRootlessKit(rootlesskit.dir, context)
	}
}

async function networkOf(
	network: NetworkRequest,
	docker: Provided,
	{ suite = defaultSuite }: Docker,
	context: PartContext,
): Promise<StackPart> {
	if ('file' in network) return passtFromFile(network.file, context)
	const lookup = lookupOf(context)
	let debs: readonly DownloadedPackage[]
	if (network.driver === 'pasta') {
		const { version } = network
		debs = await packages(asked.passt(version), () => passtPackages(lookup, version), context)
	} else {
		const { version } = network
		const wanted = version === undefined ? { suite } : { version }
		const what = version === undefined ? asked.bundledSlirp4netns(docker, suite) : asked.slirp4netns(version)
		debs = await packages(what, () => slirp4netnsPackages(lookup, wanted), context)
	}
	return debianPart('network', debs, context)
}
