import { readFile } from 'node:fs/promises'
import { dockerRelease, explainError } from '#results'
import { ArtifactFault, faultReason, isUnavailable } from '../fault.ts'
import { fileKey } from '../keys.ts'
import type { ArtifactStore, FileRequest, StoredFile } from '../store/store.ts'
import { buildxChecksumsName, buildxName } from './buildx-names.ts'
import type { PartContext } from './part.ts'
import { sourcesOf, upstreamSources } from './upstream-sources.ts'

export type Buildx = { readonly version: string; readonly file: StoredFile } | { readonly missing: string }

type BuildxContext = PartContext & { readonly store: ArtifactStore }

/** Bytes; buildx had 60 MB in 2026. */
const MAX_BYTES = 300 * 2 ** 20
const MAX_CHECKSUMS_BYTES = 2 ** 20

/**
 * The release's own buildx, held to the checksums that its release publishes. A site that has Docker but no buildx, or
 * no checksums for it, can still test everything else, so that it is missing is a note; but once it is pinned, the same
 * lock has to give the same stack.
 */
export async function upstreamBuildx(docker: string, context: BuildxContext): Promise<Buildx> {
	const version = dockerRelease(docker).buildx
	if (version === undefined)
		return { missing: `No buildx: which one came with Docker ${docker} is not recorded.` }
	const { store } = context
	const request = binaryRequest(version, context)
	const isPinned = store.lock.pinned(request.key) !== undefined
	try {
		// The lock's sum was held to the checksums when it was pinned.
		if (isPinned) return { version, file: await store.obtain(request) }
		const sha256 = await publishedSum(version, request.name, context)
		return {
			version,
			file: await store.obtain({ ...request, sha256, saidBy: 'its release’s checksums.txt' }),
		}
	} catch (error) {
		// A lock that was made without it, and accepts nothing new, gives the stack that it was made with.
		const isLeftOut = isUnavailable(error) || faultReason(error) === 'not-in-lock'
		if (isPinned || !isLeftOut) throw error
		context.log?.(`Docker ${docker} goes without buildx: ${explainError(error)}`)
		return { missing: `No buildx: ${explainError(error)}` }
	}
}

const releaseUrl = (version: string, asset: string) =>
	`https://github.com/docker/buildx/releases/download/v${version}/${asset}`

function binaryRequest(version: string, context: BuildxContext): FileRequest {
	const { arch } = context
	const name = buildxName(version, arch)
	const sources = sourcesOf(name, arch, context.upstream ?? upstreamSources(), releaseUrl(version, name))
	return { key: fileKey(name, arch), name, sources, maxBytes: MAX_BYTES }
}

/** `checksums.txt` lies beside the binary; where several releases lie together, `buildx-v0.20.0.checksums.txt` does. */
async function publishedSum(version: string, binary: string, context: BuildxContext): Promise<string> {
	const { arch } = context
	const upstream = context.upstream ?? upstreamSources()
	const name = buildxChecksumsName(version)
	const asset = 'checksums.txt'
	const file = await context.store.obtain({
		key: fileKey(name, arch),
		name,
		maxBytes: MAX_CHECKSUMS_BYTES,
		accept: async (path) => assertSums(await readFile(path, 'utf8'), name),
		sources: [
			...sourcesOf(name, arch, { ...upstream, publicAddresses: false }),
			...sourcesOf(asset, arch, upstream, releaseUrl(version, asset)),
		],
	})
	const sum = sumIn(await readFile(file.path, 'utf8'), binary)
	if (sum !== undefined) return sum
	throw new ArtifactFault('wrong-sum', `${file.source} has no checksum of ${binary}.`, {
		hint: `It may be another release’s: name that of ${version} ${name}.`,
	})
}

/** Lines of sha256sum: a sum, a blank, a blank or an asterisk, a name. */
function assertSums(text: string, name: string): void {
	if (text.split('\n').some((line) => sumLine.test(line.trimEnd()))) return
	throw new ArtifactFault('wrong-sum', `${name} has no line with a checksum.`, {
		hint: 'Name another mirror.',
	})
}

const sumLine = /^([0-9a-f]{64}) [ *](\S+)$/

const sumIn = (checksums: string, name: string): string | undefined =>
	checksums
		.split('\n')
		.map((line) => sumLine.exec(line.trimEnd()))
		.find((found) => found?.[2] === name)?.[1]
