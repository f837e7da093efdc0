import { readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { holdMutex } from '#vm/host'
import { ArtifactFault, assertRoom } from '../fault.ts'
import { aptFault } from './apt-fault.ts'

const STAY_FRESH_MS = 12 * 60 * 60_000
/** Measured: the lists of Debian 11 to sid and apt's index of them took 462 MiB in November 2026. */
const LISTS_BYTES = 640 * 2 ** 20

interface PackageListsOptions {
	/** The private apt's directory, with its `state/lists` and `lock`. */
	readonly root: string
	/** The mirror's address, as people may see it. */
	readonly mirror: string
	readonly offline?: boolean | undefined
	readonly signal?: AbortSignal | undefined
	readonly log?: ((message: string) => void) | undefined
	/** Has apt read them. */
	readonly update: () => Promise<void>
}

/** The package lists of a private apt, which are read when they are older than twelve hours, and at most once in a process. */
export class PackageLists {
	readonly #options: PackageListsOptions
	#wasRead = false
	#freshened: Promise<void> | undefined

	constructor(options: PackageListsOptions) {
		this.#options = options
	}

	/** Reads them where they are old and a connection may be opened. @throws ArtifactFault where the mirror does not give them. */
	freshen(): Promise<void> {
		return (this.#freshened ??= this.#options.offline ? Promise.resolve() : this.#freshenLocked())
	}

	/** Reads them though they are fresh. @returns whether it did: not where this process has read them already. */
	async readAgain(): Promise<boolean> {
		const { root, log, mirror, update } = this.#options
		if (this.#wasRead) return false
		this.#wasRead = true
		// apt-get update does not fail on a full disk: its decompressor waits for ever.
		await assertRoom(root, LISTS_BYTES, 'Debian’s package lists')
		log?.('Reading the package lists of Debian 11 to sid')
		try {
			await update()
		} catch (error) {
			throw aptFault(error, `Debian’s package lists could not be read from ${mirror}.`)
		}
		await writeFile(this.#stamp, '')
		return true
	}

	/** @param wanted what is to be looked up in them @throws ArtifactFault `offline` where there are none */
	async assertThere(wanted: string): Promise<void> {
		const { offline, root } = this.#options
		if (!offline) return this.freshen()
		const lists = await readdir(join(root, 'state/lists')).catch(() => [])
		if (lists.some((name) => name.includes('_Packages'))) return
		throw new ArtifactFault(
			'offline',
			`No package lists are in the cache to look up ${wanted}, and this run is offline.`,
			{ hint: 'Run `rootless-matrix fetch` where there is a connection, on the same cache.' },
		)
	}

	get #stamp(): string {
		return join(this.#options.root, 'state/updated')
	}

	async #freshenLocked(): Promise<void> {
		const { root, signal } = this.#options
		await using _lock = await holdMutex(join(root, 'lock'), { signal })
		const age = await stat(this.#stamp).then(
			(found) => Date.now() - found.mtimeMs,
			() => Infinity,
		)
		if (age >= STAY_FRESH_MS) await this.readAgain()
	}
}
