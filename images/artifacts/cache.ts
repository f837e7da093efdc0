import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { lockFile } from '../host/lock.ts'
import { isThere } from './tree.ts'

/** Where downloads and built images are kept between runs. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
	return env.ROOTLESS_MATRIX_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rootless-matrix')
}

/** A stable hash of plain data: 24 hex digits of sha256 over JSON with sorted keys. */
export function hashOf(value: unknown): string {
	const sorted = JSON.stringify(value, (_key, inner: unknown) =>
		inner !== null && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	)
	return createHash('sha256').update(sorted).digest('hex').slice(0, 24)
}

/** sha256 of a file, in hex. */
export async function sha256OfFile(path: string): Promise<string> {
	const hash = createHash('sha256')
	await pipeline(createReadStream(path), hash)
	return hash.digest('hex')
}

export interface BuildRequest {
	/** `parts`, `kernels`, `base` …: a folder of the cache. */
	readonly kind: string
	/** Everything the result depends on; hashed to the entry's name. */
	readonly inputs: unknown
	readonly signal?: AbortSignal | undefined
	/** Called before a build, not when the entry is there. */
	readonly onBuild?: () => void
	/** Fills the empty directory `into`; what it throws leaves the cache as it was. */
	build(into: string): Promise<void>
}

/**
 * A directory of directories, each named by the hash of what it was built from. An entry appears whole (built
 * under another name, flushed, renamed) or not at all, so two runs may share one cache.
 */
export class Cache {
	readonly root: string

	constructor(root: string) {
		this.root = root
	}

	/** For files that live no longer than a VM or a build; on the same file system as the entries. */
	get scratch(): string {
		return join(this.root, 'scratch')
	}

	/** The entry's directory, built now unless it is there. */
	async entry(request: BuildRequest): Promise<string> {
		const key = hashOf(request.inputs)
		const path = join(this.root, request.kind, key)
		if (await isThere(path)) return path
		await using _lock = await lockFile(join(this.root, 'locks', `${request.kind}-${key}`), request.signal)
		if (await isThere(path)) return path
		request.onBuild?.()
		const scratch = join(this.scratch, `${request.kind}-${randomBytes(6).toString('hex')}`)
		await mkdir(scratch, { recursive: true })
		try {
			await request.build(scratch)
			await writeFile(join(scratch, 'inputs.json'), JSON.stringify(request.inputs, null, 2))
			await mkdir(join(this.root, request.kind), { recursive: true })
			await syncPath(scratch)
			await rename(scratch, path)
			await syncPath(join(this.root, request.kind))
			return path
		} finally {
			await rm(scratch, { recursive: true, force: true })
		}
	}
}

/** Reads a JSON file that an entry's builder wrote. */
export async function readJson<T>(path: string): Promise<T> {
	return JSON.parse(await readFile(path, 'utf8')) as T
}

async function syncPath(path: string): Promise<void> {
	const handle = await open(path, 'r')
	try {
		await handle.sync()
	} finally {
		await handle.close()
	}
}
