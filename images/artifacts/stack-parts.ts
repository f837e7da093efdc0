import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ArtifactError, type PartOrigin } from '#results'
import type { Apt, DownloadedPackage, PackageVersion } from './apt.ts'
import { type Cache, readJson } from './cache.ts'
import { dockerPackages, passtPackages, rootlesskitPackages, slirp4netnsPackages } from './debian-packages.ts'
import { ext4Image, extractPackages, flattenPrograms, wrapWithLibraries } from './tree.ts'

export type PartName = 'docker' | 'rootlesskit' | 'network'

/** One part of a stack, ready for a guest: a read-only disk with `bin/` (and `lib/`) to mount. */
export interface StackPart {
	readonly name: PartName
	/** Below /opt/stacks in the guest: `docker-26.1.5+dfsg1-9+deb13u1`. */
	readonly directory: string
	readonly image: string
	/** The program whose version is the part's, and how that version begins when the program prints it. */
	readonly program: string
	readonly version: string
	readonly origins: readonly PartOrigin[]
}

/** Which versions a cell asks for; each axis value already parsed to its provider. */
export interface StackRequest {
	readonly docker: { readonly provider: 'debian'; readonly version: string }
	/** `bundled`: the one of the docker package's own suite. */
	readonly rootlesskit: 'bundled' | { readonly provider: 'debian'; readonly version: string }
	readonly network:
		| { readonly driver: 'slirp4netns'; readonly version?: string }
		| { readonly driver: 'pasta'; readonly version: string }
}

export interface PartContext {
	readonly cache: Cache
	readonly apt: Apt
	readonly signal?: AbortSignal | undefined
	readonly log?: (message: string) => void
}

/** Resolves, fetches and builds the parts of a stack from Debian's packages. */
export async function debianStack(request: StackRequest, context: PartContext): Promise<StackPart[]> {
	const lookup = (name: string) => context.apt.versions(name)
	const docker = await dockerPackages(lookup, request.docker.version)
	const suite = docker[0]?.suite
	if (!suite) throw new ArtifactError(`Debian’s docker.io ${request.docker.version} resolved to no package.`)
	const rootlesskit = await rootlesskitPackages(
		lookup,
		request.rootlesskit === 'bundled' ? { suite } : request.rootlesskit,
	)
	const { network } = request
	const driver =
		network.driver === 'pasta'
			? await passtPackages(lookup, network.version)
			: await slirp4netnsPackages(lookup, network.version ? { version: network.version } : { suite })
	// One after the other: they share apt's download lock, and each build keeps a core busy.
	return [
		await buildPart('docker', docker, context),
		await buildPart('rootlesskit', rootlesskit, context),
		await buildPart('network', driver, context),
	]
}

const programOf: Readonly<Record<string, string>> = { 'docker.io': 'dockerd', passt: 'pasta' }

async function buildPart(
	name: PartName,
	packages: readonly PackageVersion[],
	context: PartContext,
): Promise<StackPart> {
	const { cache, signal } = context
	const first = packages[0]
	if (!first) throw new ArtifactError(`Nothing to build the part ${name} from.`)
	const directory = `${first.name}-${first.version}`
	const debs = await context.apt.download(packages)
	const inputs = { builder: 1, name, directory, debs: debs.map((deb) => `${deb.name} ${deb.sha256}`) }
	const dir = await cache.entry({
		kind: 'parts',
		inputs,
		signal,
		build: async (into) => {
			const tree = join(into, 'tree')
			const out = join(into, 'out')
			await extractPackages(debs, tree, signal)
			await flattenPrograms(tree, join(out, 'bin'))
			if (packages.some((item) => item.name === 'libslirp0')) {
				await collectLibraries(tree, join(out, 'lib'))
				await wrapWithLibraries(join(out, 'bin'), 'slirp4netns', `/opt/stacks/${directory}`)
			}
			await ext4Image(out, join(into, 'part.ext4'), { label: name, signal })
			await writeFile(join(into, 'origins.json'), JSON.stringify(debs.map(originOf), null, 2))
			await rm(tree, { recursive: true })
			await rm(out, { recursive: true })
		},
	})
	const origins = await readJson<PartOrigin[]>(join(dir, 'origins.json'))
	const program = programOf[first.name] ?? first.name
	// A package's revision is Debian's; the program prints what stands before it.
	const version = first.version.replace(/^\d+:/, '').replace(/-[^-]*$/, '')
	return { name, directory, image: join(dir, 'part.ext4'), program, version, origins }
}

function originOf(deb: DownloadedPackage): PartOrigin {
	const source = `${deb.name}_${deb.version} (${deb.suite})`
	return { part: deb.name, provider: 'debian', version: deb.version, source, sha256: deb.sha256 }
}

async function collectLibraries(tree: string, into: string): Promise<void> {
	await mkdir(into, { recursive: true })
	for (const triplet of await readdir(join(tree, 'usr/lib')))
		for (const name of await readdir(join(tree, 'usr/lib', triplet)).catch(() => []))
			if (name.includes('.so'))
				await cp(join(tree, 'usr/lib', triplet, name), join(into, name), { verbatimSymlinks: true })
}
