import { mkdir, readdir, readFile, rename, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { HostError } from '#results'
import { holdMutex, removeTree, syncFolder } from '#vm/host'
import { hashOf } from './cache-keys.ts'
import { explainFullDisk } from './fault.ts'
import { buildName, builtBy, lockPathOf } from './locks.ts'
import { damageOf, writeManifest } from './manifest.ts'
import { type CacheOrigin, pullEntry } from './origin.ts'
import { quarantine } from './quarantine.ts'
import { isThere } from './tree.ts'

export { sha256OfFile } from './sum.ts'

export interface BuildRequest {
	/** `parts`, `kernels`, `base` …: a folder of the cache. */
	readonly kind: string
	/** Everything the result depends on; hashed to the entry's name. */
	readonly inputs: unknown
	readonly signal?: AbortSignal | undefined
	/** Called before a build, not when the entry is there, or another cache has it. */
	readonly onBuild?: () => void
	/** Called when the entry is there and damaged: what is wrong with it, in words, and where it is quarantined. */
	readonly onDamage?: (what: string, quarantined: string) => void
	/** What is wrong with the entry beyond what its manifest tells; undefined when nothing is. */
	readonly damage?: (dir: string) => Promise<string | undefined>
	/** Fills the empty directory `into`; what it throws leaves the cache as it was. */
	build(into: string): Promise<void>
}

export interface FoundEntry {
	readonly path: string
	/** What is wrong with it, in words. */
	readonly damage?: string
}

type EntryState = 'missing' | 'intact' | { readonly damage: string }

/**
 * A directory of directories, each named by the hash of what it was built from. An entry appears whole (built
 * under another name, flushed, renamed) or not at all, so two runs may share one cache.
 */
export class Cache {
	readonly root: string
	readonly origin: CacheOrigin | undefined
	readonly #used = new Set<string>()
	/** Entries that are as their manifests say, and those of which `damage` found nothing either. */
	readonly #checked = { manifest: new Set<string>(), damage: new Set<string>() }

	readonly #maxSummedBytes: number | undefined

	/**
	 * @param origin where to look for what this cache lacks before it is downloaded or built
	 * @param maxSummedBytes larger files are summed only by `images verify`; default: that of `writeManifest`
	 */
	constructor(
		root: string,
		{
			origin,
			maxSummedBytes,
		}: { readonly origin?: CacheOrigin | undefined; readonly maxSummedBytes?: number } = {},
	) {
		this.root = root
		this.origin = origin
		this.#maxSummedBytes = maxSummedBytes
	}

	/** For files that live no longer than a VM or a build; on the same file system as the entries. */
	get scratch(): string {
		return join(this.root, 'scratch')
	}

	/** The entries that this process has asked for: what `gc` must keep, when it has asked for all it needs. */
	get used(): ReadonlySet<string> {
		return this.#used
	}

	/** The entry's directory, built now unless it is there and as it was built. */
	async entry(request: BuildRequest): Promise<string> {
		const { kind, inputs, signal } = request
		const key = hashOf(inputs)
		const path = join(this.root, kind, key)
		// Marked before it is looked at: what `gc` finds marked under the lock stays, what it has taken is missing.
		await this.markUsed(path)
		if ((await this.#stateOf(path, request)) === 'intact') return path
		await using _lock = await holdMutex(lockPathOf(this.root, { kind, name: key }), { signal })
		await this.markUsed(path)
		const state = await this.#stateOf(path, request)
		if (state === 'intact') return path
		if (state !== 'missing') {
			const quarantined = await this.quarantine(path, `${kind}-${key}`)
			request.onDamage?.(state.damage, quarantined)
		}
		await this.#removeDeadBuilds(kind, key)
		const scratch = join(this.scratch, buildName(kind, key))
		await mkdir(scratch, { recursive: true })
		try {
			if (!(await pullEntry({ kind, name: key }, scratch, { origin: this.origin, signal }))) {
				request.onBuild?.()
				await request.build(scratch)
			}
			await writeFile(join(scratch, 'inputs.json'), JSON.stringify(inputs, null, 2))
			await writeManifest(scratch, {
				sumLarge: request.damage === undefined,
				maxSummedBytes: this.#maxSummedBytes,
			})
			await this.adopt(scratch, path)
			this.#markChecked(path, true)
			return await this.markUsed(path)
		} catch (error) {
			throw explainFullDisk(error, `${kind}/${key}`)
		} finally {
			await removeTree(scratch)
		}
	}

	/**
	 * Verifies an entry without building it, and remembers the result for `entry`. Without `damage` only its manifest is
	 * checked. Undefined when the entry is missing; a damaged one is reported, in words: only `entry` quarantines and rebuilds.
	 */
	async verify(request: Pick<BuildRequest, 'kind' | 'inputs' | 'damage'>): Promise<FoundEntry | undefined> {
		const path = join(this.root, request.kind, hashOf(request.inputs))
		const state = await this.#stateOf(path, request)
		if (state === 'missing') return undefined
		return state === 'intact' ? { path } : { path, damage: state.damage }
	}

	/** Moves a finished directory of `scratch` to its name in the cache, whole or not at all. */
	async adopt(scratch: string, path: string): Promise<void> {
		await mkdir(dirname(path), { recursive: true })
		await syncFolder(scratch)
		await rename(scratch, path)
		await syncFolder(dirname(path))
	}

	/**
	 * Quarantines an entry that turned out not to work, whatever its manifest says; returns where it is then, or undefined
	 * when another process has done so already.
	 */
	async quarantineEntry(path: string): Promise<string | undefined> {
		for (const seen of Object.values(this.#checked)) seen.delete(path)
		return this.quarantine(path, `${basename(dirname(path))}-${basename(path)}`).catch((error: unknown) => {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
			throw error
		})
	}

	/** Moves something that must not be used to quarantine; returns where it is then. */
	quarantine(path: string, name: string): Promise<string> {
		return quarantine(this.root, path, name)
	}

	/** Notes that a file of the cache that is no entry is needed. */
	noteUsed(path: string): void {
		this.#used.add(path)
	}

	/** Notes that an entry is needed, and when. */
	async markUsed(path: string): Promise<string> {
		this.#used.add(path)
		const now = new Date()
		// A cache that this user may only read works as well.
		await utimes(join(path, 'inputs.json'), now, now).catch(() => {})
		return path
	}

	/**
	 * Whoever has the lock is the only one who builds, so what is there is what a killed harness left. Its programs may still be
	 * ending, and write to it: then something stays, for the next one to remove.
	 */
	async #removeDeadBuilds(kind: string, key: string): Promise<void> {
		for (const name of await readdir(this.scratch).catch(() => [])) {
			if (builtBy(name) !== `${kind}-${key}`) continue
			await removeTree(join(this.scratch, name)).catch((error: unknown) => {
				if (!(error instanceof HostError)) throw error
			})
		}
	}

	/** Looked at once in a process: a second look costs time and finds nothing that the first did not. */
	async #stateOf(path: string, { damage: look }: Pick<BuildRequest, 'damage'>): Promise<EntryState> {
		if (!(await isThere(path))) return 'missing'
		const { manifest, damage: looked } = this.#checked
		const damage =
			(manifest.has(path) ? undefined : await damageOf(path)) ??
			(looked.has(path) ? undefined : await look?.(path))
		if (damage !== undefined) return { damage }
		this.#markChecked(path, look !== undefined)
		return 'intact'
	}

	#markChecked(path: string, looked: boolean): void {
		this.#checked.manifest.add(path)
		if (looked) this.#checked.damage.add(path)
	}
}

/** Reads a JSON file that an entry's builder wrote. */
export async function readJson<T>(path: string): Promise<T> {
	return JSON.parse(await readFile(path, 'utf8')) as T
}
