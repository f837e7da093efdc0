import { once } from 'node:events'
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { explainError, HostError } from '#results'

/** One or more files of sources that were saved together. */
export interface Save {
	/** Absolute, sorted. */
	readonly paths: readonly string[]
	/** When the last of them was, by `performance.now()`. */
	readonly at: number
}

/** Milliseconds without another event: an editor writes, renames and touches a file for one save. */
const SETTLED_MS = 60

const isSource = (name: string): boolean =>
	/\.([cm]?[jt]s|json)$/.test(name) && !name.startsWith('.') && !/\.(test|fixture)\.[jt]s$/.test(name)

/** What is saved in some folders, until it is disposed of. */
export class Saves implements Disposable {
	readonly #watchers: FSWatcher[] = []
	readonly #paths = new Set<string>()
	#at = 0
	#timer: NodeJS.Timeout | undefined
	#next = new AbortController()

	/** @throws HostError where this host watches no more folders. */
	constructor(folders: readonly string[]) {
		try {
			for (const folder of folders) {
				const watcher = watch(folder, (_, name) => name !== null && this.#enter(folder, name))
				// The folder went: what is saved in the others is still told.
				this.#watchers.push(watcher.on('error', () => watcher.close()))
			}
		} catch (error) {
			this[Symbol.dispose]()
			throw new HostError(`The checks' sources cannot be watched: ${explainError(error)}`, {
				cause: error,
				hint: 'Where too many are watched, `sysctl fs.inotify` says how many may be.',
			})
		}
	}

	/** Aborts at the next save that nobody has taken. */
	get next(): AbortSignal {
		return this.#next.signal
	}

	/** Waits for a save, unless there was one since the last call. @throws the signal's reason */
	async take(signal: AbortSignal): Promise<Save> {
		const either = AbortSignal.any([signal, this.next])
		if (!either.aborted) await once(either, 'abort')
		signal.throwIfAborted()
		const save = { paths: [...this.#paths].sort(), at: this.#at }
		this.#paths.clear()
		this.#next = new AbortController()
		return save
	}

	[Symbol.dispose](): void {
		clearTimeout(this.#timer)
		for (const watcher of this.#watchers) watcher.close()
	}

	#enter(folder: string, name: string): void {
		if (!isSource(name)) return
		this.#paths.add(join(folder, name))
		this.#at = performance.now()
		clearTimeout(this.#timer)
		this.#timer = setTimeout(() => this.#next.abort(), SETTLED_MS)
	}
}
