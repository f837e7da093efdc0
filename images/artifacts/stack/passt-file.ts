import { open } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { PartOrigin } from '#results'
import { recordedSource } from '../download/address.ts'
import { programKind } from '../elf.ts'
import { asked } from '../keys.ts'
import { ArtifactStore, type StoredFile } from '../store/store.ts'
import { extractPackages } from '../unpack/packages.ts'
import { unpack } from '../unpack/unpack.ts'
import { buildPart, type PartContext, type StackPart } from './part.ts'
import { assertPrograms, copyPrograms, findPrograms, type Programs } from './programs.ts'
import type { OwnFile } from '../../providers/index.ts'

/** A program of half a megabyte, or a package with it and its documents. */
const MAX_BYTES = 64 * 2 ** 20

/** pasta out of a file of one's own: the program itself (passt or pasta), a .deb, or a tarball with it. */
export async function passtFromFile(wanted: OwnFile, context: PartContext): Promise<StackPart> {
	const store = context.store ?? new ArtifactStore({ ...context })
	const name = basename('url' in wanted ? new URL(wanted.url).pathname : wanted.path) || 'passt'
	const { arch } = context
	const file = await store.obtain({
		key: asked.passt(wanted.sha256),
		name,
		sources: [
			'url' in wanted ? { kind: 'url', url: wanted.url } : { kind: 'file', path: resolve(wanted.path) },
		],
		sha256: wanted.sha256,
		maxBytes: MAX_BYTES,
	})
	const { sha256, source } = file
	const version = wanted.version ?? ''
	const origins: PartOrigin[] = [
		{ part: 'passt', provider: 'file', version: version || name, source: recordedSource(source), sha256 },
	]
	return buildPart(
		{
			name: 'network',
			directory: `passt-${sha256.slice(0, 12)}`,
			program: 'pasta',
			version,
			origins,
			inputs: { name: 'passt file', arch, sha256 },
			fill: async (out, scratch) => {
				const programs = await passtPrograms(file, scratch, context.signal)
				await copyPrograms(programs, join(out, 'bin'), arch, source)
			},
		},
		context,
	)
}

async function passtPrograms(
	file: StoredFile,
	scratch: string,
	signal: AbortSignal | undefined,
): Promise<Programs> {
	const head = await firstBytes(file.path)
	// passt and pasta are one program, which looks at the name it is called by.
	if (programKind(head).kind === 'elf') return new Map([['pasta', file.path]])
	if (head.subarray(0, 7).toString('latin1') === '!<arch>') await extractPackages([file], scratch, signal)
	else await unpack({ archive: file.path, into: scratch, signal })
	const found = await findPrograms([scratch], ['pasta', 'passt', 'pasta.avx2', 'passt.avx2'])
	const pasta = found.get('pasta') ?? found.get('passt')
	await assertPrograms([scratch], pasta ? new Map([['pasta', pasta]]) : found, ['pasta'], file.source)
	const fast = found.get('pasta.avx2') ?? found.get('passt.avx2')
	return new Map([
		...(pasta ? [['pasta', pasta] as const] : []),
		...(fast ? [['pasta.avx2', fast] as const] : []),
	])
}

async function firstBytes(path: string): Promise<Buffer> {
	const file = await open(path, 'r')
	try {
		const head = Buffer.alloc(20)
		const { bytesRead } = await file.read(head, 0, head.length, 0)
		return head.subarray(0, bytesRead)
	} finally {
		await file.close()
	}
}
