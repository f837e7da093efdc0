import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigurationError, InterruptedError } from '#results'
import { kindOf } from '#results/files'
import { holdMutex } from '#vm/host'
import type { Cache } from '../cache.ts'
import { hashOf } from '../cache-keys.ts'
import { recordedSource, shownUrl } from '../download/address.ts'
import { download, type DownloadLimits } from '../download/download.ts'
import { ArtifactFault, explainFullDisk, isUnavailable } from '../fault.ts'
import { type Lock, memoryLock, type PinnedFile } from '../lock/lock.ts'
import { arrivingName, downloadLockPath } from '../locks.ts'
import { pullFile } from '../origin.ts'
import { sha256OfFile } from '../sum.ts'
import { isThere } from '../tree.ts'
import { ContentStore, type StoredFile } from './content-store.ts'

export type { StoredFile } from './content-store.ts'

/** Where a file may come from. */
export type Source =
	| { readonly kind: 'file'; readonly path: string }
	| { readonly kind: 'url'; readonly url: string }

export interface FileRequest {
	/** What is asked for, on every machine: `docker-27.5.1.tgz x86_64`. The lock knows it by this. */
	readonly key: string
	readonly name: string
	/** In the order in which they are tried. */
	readonly sources: readonly Source[]
	/** Larger ones are not what was asked for. */
	readonly maxBytes: number
	/** When the asker knows the sum itself. */
	readonly sha256?: string | undefined
	/** Who says so, for messages; default: the matrix. */
	readonly saidBy?: string
	/** Looks at a file whose sum nobody knows, before it is kept and pinned. @throws why it is not what was asked for. */
	readonly accept?: ((path: string) => Promise<void>) | undefined
}

export interface Progress {
	readonly key: string
	readonly received: number
	readonly total: number | undefined
}

export interface StoreOptions {
	readonly cache: Cache
	/** Default: one that lasts as long as the process. */
	readonly lock?: Lock | undefined
	/** Never open a connection. */
	readonly offline?: boolean | undefined
	readonly signal?: AbortSignal | undefined
	readonly log?: ((message: string) => void) | undefined
	readonly onProgress?: ((progress: Progress) => void) | undefined
	readonly limits?: Partial<DownloadLimits>
}

/** Gets single files: out of the cache, out of a directory, from an address; each verified and pinned. */
export class ArtifactStore {
	readonly lock: Lock
	readonly offline: boolean
	readonly #options: StoreOptions
	readonly #contents: ContentStore
	readonly #pending = new Map<string, Promise<StoredFile>>()

	constructor(options: StoreOptions) {
		this.#options = options
		this.lock = options.lock ?? memoryLock()
		this.offline = options.offline ?? false
		this.#contents = new ContentStore(options.cache)
	}

	/**
	 * The file in the cache. Asked twice, it is looked for once: a failure is every asker's.
	 * @throws ArtifactFault: `no-source` or the only source's reason, `wrong-sum`, `not-in-lock`, `offline`.
	 */
	obtain(request: FileRequest): Promise<StoredFile> {
		const name = hashOf(request)
		const known = this.#pending.get(name)
		if (known) return known
		const made = this.#obtain(request)
		this.#pending.set(name, made)
		return made
	}

	async #obtain(request: FileRequest): Promise<StoredFile> {
		const { cache, signal } = this.#options
		const { key } = request
		const pinned = this.#pinned(request)
		const damaged: string[] = []
		const onDamage = (quarantined: string) => {
			damaged.push(quarantined)
			this.#options.log?.(`${key}: the copy in the cache is damaged; it is in quarantine: ${quarantined}.`)
		}
		// The same bytes may be known from many places: the asker's own come first, then the one that the lock names.
		const entry = this.lock.pinned(key)
		const likely = [
			...request.sources.map((source) => ('url' in source ? shownUrl(source.url) : source.path)),
			...(entry && 'url' in entry ? [entry.url] : []),
		]
		const inCache = async () => pinned && (await this.#contents.bySum(pinned, onDamage, likely))
		const pin = async (found: StoredFile) => {
			await this.lock.pin(key, { url: recordedSource(found.source), size: found.size, sha256: found.sha256 })
			return found
		}
		const there = await inCache()
		if (there) return pin(there)
		// Across processes: the second of two runs on an empty cache waits for the first one's download.
		await using _lock = await holdMutex(downloadLockPath(cache.root, hashOf(key)), { signal })
		const cached = await inCache()
		if (!cached) this.lock.assertOpenFor(key)
		return pin(
			cached ||
				(await this.#fromFile(request, pinned)) ||
				(!pinned && (await this.#fromContents(request, onDamage))) ||
				(pinned && (await this.#fromOrigin(request, pinned, likely))) ||
				(await this.#fromNet(request, pinned, damaged)),
		)
	}

	/** @throws ArtifactFault when the lock and the asker disagree. */
	#pinned({ key, sha256 }: FileRequest): string | undefined {
		const entry = this.lock.pinned(key) as PinnedFile | undefined
		if (entry && sha256 && entry.sha256 !== sha256)
			throw new ArtifactFault(
				'wrong-sum',
				`${key}: asked for sha256 ${sha256}, ${this.lock.name} says ${entry.sha256}.`,
				{
					hint: 'One of the two is out of date: correct the matrix, or remove the entry from the lock file.',
				},
			)
		return entry?.sha256 ?? sha256
	}

	async #fromFile(request: FileRequest, pinned: string | undefined): Promise<StoredFile | undefined> {
		for (const source of request.sources) {
			if (source.kind !== 'file' || !(await isThere(source.path))) continue
			const found = await stat(source.path)
			// A pipe would block, and a device never end.
			if (!found.isFile())
				throw new ConfigurationError(`${source.path} is no plain file: it is ${kindOf(found)}.`, {
					hint: 'Name a file, or copy what is behind it to one.',
				})
			const { size } = found
			if (size > request.maxBytes)
				throw new ArtifactFault(
					'too-large',
					`${source.path} has ${size} bytes, more than ${request.maxBytes}.`,
					{
						hint: 'This is not what its name says.',
					},
				)
			const sha256 = await sha256OfFile(source.path)
			if (pinned && sha256 !== pinned) throw this.#wrongSum(request, source.path, sha256, pinned, source.path)
			if (!pinned) await request.accept?.(source.path)
			return this.#put({ path: source.path, sha256, move: false }, request, source.path)
		}
		return undefined
	}

	async #fromContents({ key, sources }: FileRequest, onDamage: (quarantined: string) => void) {
		for (const source of sources) {
			const found =
				source.kind === 'url' && (await this.#contents.bySource(key, shownUrl(source.url), onDamage))
			if (found) return found
		}
		return undefined
	}

	/** Another cache has it by its sum alone: it is said to be from where whoever pinned it had it. */
	async #fromOrigin(
		request: FileRequest,
		pinned: string,
		likely: readonly string[],
	): Promise<StoredFile | undefined> {
		const { cache, signal } = this.#options
		const { origin } = cache
		if (!origin) return undefined
		const into = join(cache.scratch, arrivingName(hashOf(request.key), 'origin'))
		try {
			await mkdir(cache.scratch, { recursive: true })
			if (!(await pullFile(pinned, into, { origin, maxBytes: request.maxBytes, signal }))) return undefined
			const source = likely.at(-1) ?? origin.place
			return await this.#put({ path: into, sha256: pinned, move: true }, request, source)
		} catch (error) {
			throw explainFullDisk(error, request.key)
		} finally {
			await rm(into, { force: true })
		}
	}

	async #fromNet(
		request: FileRequest,
		pinned: string | undefined,
		damaged: readonly string[],
	): Promise<StoredFile> {
		const { key, sources } = request
		const faults: string[] = []
		let last: ArtifactFault | undefined
		for (const source of sources) {
			if (source.kind === 'file') faults.push(`${source.path} is not there.`)
			else if (!this.offline) {
				try {
					return await this.#download(source.url, request, pinned)
				} catch (error) {
					if (error instanceof InterruptedError || !(error instanceof ArtifactFault)) throw error
					// A source that gives something wrong is not to be smoothed over by the next one, and a full disk stays full.
					if (!isUnavailable(error)) throw error
					faults.push(error.message)
					last = error
				}
			}
		}
		if (this.offline) throw notHereOffline(key, faults, damaged)
		if (faults.length === 1 && last) throw last
		throw new ArtifactFault(
			'no-source',
			`${key} is not available: ${faults.join(' ') || 'no source is configured.'}`,
			{
				hint: 'Name a mirror with `mirrors:` or ROOTLESS_MATRIX_DOCKER_MIRROR, or a directory that has the file.',
			},
		)
	}

	async #download(url: string, request: FileRequest, pinned: string | undefined): Promise<StoredFile> {
		const { cache, signal, log, onProgress, limits } = this.#options
		const { key, name, maxBytes } = request
		log?.(`Downloading ${key} from ${shownUrl(url)}`)
		// A name that the next process finds again, to go on with a download that broke off.
		const into = join(cache.scratch, arrivingName(hashOf(key), hashOf(url)))
		const report = (received: number, total: number | undefined) => onProgress?.({ key, received, total })
		const got = await download({
			url,
			into,
			signal,
			log,
			maxBytes,
			sha256: pinned,
			onProgress: report,
			...(limits ? { limits } : {}),
		})
		try {
			if (pinned && got.sha256 !== pinned) {
				const quarantined = await cache.quarantine(into, name)
				throw this.#wrongSum(request, got.url, got.sha256, pinned, quarantined)
			}
			if (!pinned) await request.accept?.(into)
			return await this.#put({ path: into, sha256: got.sha256, move: true }, request, got.url)
		} finally {
			await rm(into, { force: true })
		}
	}

	async #put(file: Parameters<ContentStore['put']>[0], { key, name }: FileRequest, source: string) {
		try {
			return await this.#contents.put(file, { key, name, source })
		} catch (error) {
			throw explainFullDisk(error, key)
		}
	}

	#wrongSum(
		{ key, sha256, saidBy = 'the matrix' }: FileRequest,
		source: string,
		found: string,
		pinned: string,
		quarantined: string,
	) {
		const who = sha256 === pinned ? saidBy : this.lock.name
		return new ArtifactFault(
			'wrong-sum',
			`${key} from ${source} has sha256 ${found}; ${who} says ${pinned}.`,
			{
				evidence: [quarantined],
				hint: `It is not used; it is in quarantine: ${quarantined}. If it is the right one after all, remove the entry from ${who}.`,
			},
		)
	}
}

const notHereOffline = (key: string, faults: readonly string[], damaged: readonly string[]) =>
	new ArtifactFault(
		'offline',
		[
			`${key} is not in the cache, and this run is offline.`,
			...damaged.map(
				(quarantined) => `The copy that was there is damaged, and in quarantine: ${quarantined}.`,
			),
			...faults,
		].join(' '),
		{ hint: 'Run `rootless-matrix fetch` where there is a connection, on the same cache.' },
	)
