import { chmod, copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { dockerRelease, dockerWithRootlessKit, needsRootlessKitProxy, type PartOrigin } from '#results'
import { makeOwnedDirectory } from '#vm/host'
import type { Architecture } from '#results/architecture'
import { assertRunnable } from '../elf.ts'
import { recordedSource } from '../download/address.ts'
import { fileKey, upstreamNames } from '../keys.ts'
import { ArtifactStore, type StoredFile } from '../store/store.ts'
import { unpack } from '../unpack/unpack.ts'
import { buildPart, type PartContext, type StackPart } from './part.ts'
import { assertPrograms, copyPrograms, dockerOptional, dockerRequired, findPrograms } from './programs.ts'
import { upstreamBuildx } from './buildx.ts'
import { sourcesOf, upstreamSources } from './upstream-sources.ts'

const storeOf = ({ store, cache, signal, log }: PartContext) =>
	store ?? new ArtifactStore({ cache, signal, log })

/** Bytes: some five times what there was in 2026 (dockerd and its companions 80 MB, buildx 60 MB). */
const MAX_BYTES = 400 * 2 ** 20

interface ObtainOptions {
	readonly publicUrl?: string | undefined
	readonly sha256?: string | undefined
}

function obtain(
	name: string,
	context: PartContext,
	{ publicUrl, sha256 }: ObtainOptions = {},
): Promise<StoredFile> {
	const { arch } = context
	const sources = sourcesOf(name, arch, context.upstream ?? upstreamSources(), publicUrl)
	return storeOf(context).obtain({
		key: fileKey(name, arch),
		name,
		sources,
		maxBytes: MAX_BYTES,
		sha256,
		accept: (path) => unpackOnce(path, context),
	})
}

/** Upstream publishes no sums of its tarballs: one that cannot be unpacked must not be what the next one is held to. */
async function unpackOnce(path: string, { signal }: PartContext): Promise<void> {
	const into = await makeOwnedDirectory('build')
	try {
		await unpack({ archive: path, into, signal })
	} finally {
		await rm(into, { recursive: true, force: true })
	}
}

const origin = (part: string, version: string, { source, sha256 }: StoredFile): PartOrigin => ({
	part,
	provider: 'upstream',
	version,
	source: recordedSource(source),
	sha256,
})

const { docker: dockerName, extras: extrasName } = upstreamNames

/** dockerd, containerd, runc and the client of a release, with the scripts of its rootless extras and buildx. */
export async function upstreamDocker(version: string, context: PartContext): Promise<StackPart> {
	const { arch } = context
	// Both are waited for: a failure of one must not leave the other's download to nobody.
	const [docker, extras] = settled(
		await Promise.allSettled([obtain(dockerName(version), context), obtain(extrasName(version), context)]),
	)
	const buildx = await upstreamBuildx(version, { ...context, store: storeOf(context) })
	const where = `${dockerName(version)} with ${extrasName(version)} (${docker.source})`
	const proxy = needsRootlessKitProxy(version) ? ['rootlesskit-docker-proxy'] : []
	const required = [...dockerRequired, ...proxy]
	return buildPart(
		{
			name: 'docker',
			directory: `docker-${version}`,
			program: 'dockerd',
			version,
			origins: [
				origin('docker', version, docker),
				origin('docker-rootless-extras', version, extras),
				...('file' in buildx ? [origin('buildx', buildx.version, buildx.file)] : []),
			],
			...('file' in buildx ? { cliPlugins: 'cli-plugins' } : { notes: [buildx.missing] }),
			inputs: {
				name: 'upstream docker',
				version,
				arch,
				sums: [docker.sha256, extras.sha256, 'file' in buildx ? buildx.file.sha256 : 'no buildx'],
			},
			fill: async (out, scratch) => {
				const roots = await unpackEach([docker, extras], scratch, context)
				const found = await findPrograms(roots, [...required, ...dockerOptional])
				await assertPrograms(roots, found, required, where)
				await copyPrograms(found, join(out, 'bin'), arch, where)
				if ('file' in buildx) await addPlugin(out, 'docker-buildx', buildx.file, arch)
			},
		},
		context,
	)
}

/** Each into a directory of its own: neither can put anything in place of the other's. */
async function unpackEach(
	archives: readonly StoredFile[],
	scratch: string,
	context: PartContext,
): Promise<string[]> {
	const roots: string[] = []
	for (const { path, sha256 } of archives) {
		const into = join(scratch, sha256)
		await unpack({ archive: path, into, signal: context.signal })
		roots.push(into)
	}
	return roots
}

async function addPlugin(out: string, name: string, file: StoredFile, arch: Architecture): Promise<void> {
	const into = join(out, 'cli-plugins')
	await mkdir(into, { recursive: true })
	await assertRunnable(file.path, file.source, arch)
	await copyFile(file.path, join(into, name))
	await chmod(join(into, name), 0o755)
}

/** RootlessKit out of the rootless extras of a Docker release. */
export async function bundledRootlessKit(docker: string, context: PartContext): Promise<StackPart> {
	const { rootlesskit = '', measured } = dockerRelease(docker)
	// What a tag names is no promise: extras that were never seen say themselves which one they hold.
	const version = measured === true ? rootlesskit : ''
	const file = await obtain(extrasName(docker), context)
	return rootlessKitPart(`docker-rootless-extras-${docker}`, version, file, context)
}

/** A RootlessKit release: out of the extras of a Docker release that is known to bring it, else its own. */
export async function upstreamRootlessKit(version: string, context: PartContext): Promise<StackPart> {
	const docker = dockerWithRootlessKit(version)
	if (docker !== undefined) return bundledRootlessKit(docker, context)
	const { arch } = context
	const releases = 'https://github.com/rootless-containers/rootlesskit/releases/download'
	const url = `${releases}/v${version}/rootlesskit-${arch}.tar.gz`
	const file = await obtain(upstreamNames.rootlesskit(version, arch), context, { publicUrl: url })
	return rootlessKitPart(`rootlesskit-${version}`, version, file, context)
}

function rootlessKitPart(directory: string, version: string, file: StoredFile, context: PartContext) {
	const { arch } = context
	return buildPart(
		{
			name: 'rootlesskit',
			directory,
			program: 'rootlesskit',
			version,
			origins: [origin('rootlesskit', version || 'bundled', file)],
			inputs: { name: 'upstream rootlesskit', directory, arch, sum: file.sha256 },
			fill: async (out, scratch) => {
				await unpack({ archive: file.path, into: scratch, signal: context.signal })
				const found = await findPrograms([scratch], ['rootlesskit'])
				await assertPrograms([scratch], found, ['rootlesskit'], file.source)
				await copyPrograms(found, join(out, 'bin'), arch, file.source)
			},
		},
		context,
	)
}

function settled<A, B>(results: [PromiseSettledResult<A>, PromiseSettledResult<B>]): [A, B] {
	const [first, second] = results
	if (first.status === 'rejected') throw first.reason
	if (second.status === 'rejected') throw second.reason
	return [first.value, second.value]
}
