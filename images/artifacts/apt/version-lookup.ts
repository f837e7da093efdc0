import { setImmediate } from 'node:timers/promises'
import type { PackageVersion } from './debian-names.ts'

/** Prints the table of `apt-cache madison` for these names, of which there is at least one. */
type Madison = (names: readonly string[]) => Promise<string>

/**
 * Versions of packages, each looked up once. Names that are asked for at the same time share one run of apt-cache, which
 * reads the whole of apt's index whatever it is asked for.
 */
export class VersionLookup {
	readonly #madison: Madison
	readonly #known = new Map<string, Promise<PackageVersion[]>>()
	#waiting: string[] = []
	#next: Promise<PackageVersion[]> | undefined

	constructor(madison: Madison) {
		this.#madison = madison
	}

	/** Newest first; none for a package that no suite has. */
	versions(name: string): Promise<PackageVersion[]> {
		const known = this.#known.get(name)
		if (known) return known
		this.#waiting.push(name)
		this.#next ??= this.#ask()
		const found = this.#next.then((all) => all.filter((item) => item.name === name))
		this.#known.set(name, found)
		// The next one to ask may have better luck.
		found.catch(() => this.#known.delete(name))
		return found
	}

	/** After the lists have been read again. */
	forget(): void {
		this.#known.clear()
	}

	async #ask(): Promise<PackageVersion[]> {
		await setImmediate()
		const names = this.#waiting
		this.#waiting = []
		this.#next = undefined
		return parseMadison(await this.#madison(names))
	}
}

/** Lines of `apt-cache madison`: ` docker.io | 26.1.5+dfsg1-9+deb13u1 | URI trixie/main amd64 Packages`. */
export function parseMadison(table: string): PackageVersion[] {
	const found: PackageVersion[] = []
	for (const line of table.split('\n')) {
		const [name, version, source] = line.split('|').map((column) => column.trim())
		const suite = source?.match(/ (\S+)\/main \S+ Packages$/)?.[1]
		if (name && version && suite) found.push({ name, version, suite })
	}
	return found
}
