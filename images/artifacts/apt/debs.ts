import { mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { DebianArchitecture } from '#results/architecture'
import type { PackageVersion } from './debian-names.ts'
import { absent } from '../fault.ts'
import { quarantine } from '../quarantine.ts'
import { sha256OfFile } from '../sum.ts'
import { isThere } from '../tree.ts'

/** The directory of downloaded packages, each with its sum beside it as it was when apt had verified it. */
export class Debs {
	readonly dir: string
	readonly #cacheRoot: string
	readonly #arch: DebianArchitecture
	/** Sums that this process has seen with its own eyes. */
	readonly #verified = new Map<string, string>()

	/** @param cacheRoot the cache's, for what goes to quarantine */
	constructor(dir: string, cacheRoot: string, arch: DebianArchitecture) {
		this.dir = dir
		this.#arch = arch
		this.#cacheRoot = cacheRoot
	}

	path(item: PackageVersion): string {
		return join(this.dir, this.#fileName(item))
	}

	/**
	 * The sum of a package that is there and is what it was; what is not goes to quarantine and is not there.
	 * `expected` gives the sum when none lies beside the file.
	 */
	async sumOf(
		item: PackageVersion,
		expected: () => Promise<string | undefined>,
	): Promise<string | undefined> {
		const path = this.path(item)
		if (!(await isThere(path))) return undefined
		const now = new Date()
		await utimes(path, now, now).catch(() => {})
		const seen = this.#verified.get(path)
		if (seen) return seen
		const noted = await readFile(`${path}.sha256`, 'utf8').catch(absent)
		const wanted = noted ?? (await expected())
		const sum = await sha256OfFile(path)
		// One that nobody vouches for was not put here by us.
		if (wanted?.trim() !== sum) {
			await this.quarantine(item)
			return undefined
		}
		if (noted === undefined) await writeFile(`${path}.sha256`, sum)
		this.#verified.set(path, sum)
		return sum
	}

	/**
	 * Takes over the packages that `bring` has put into a directory and verified. They get their names here only when all of
	 * them are whole: whoever brings them may be killed.
	 */
	async receive(bring: (arriving: string) => Promise<void>): Promise<void> {
		const arriving = await mkdtemp(join(dirname(this.dir), 'arriving-'))
		try {
			await bring(arriving)
			await this.#takeFrom(arriving)
		} finally {
			await rm(arriving, { recursive: true, force: true })
		}
	}

	async #takeFrom(arrived: string): Promise<void> {
		for (const file of await readdir(arrived)) {
			const sum = await sha256OfFile(join(arrived, file))
			await writeFile(join(this.dir, `${file}.sha256`), sum)
			await rename(join(arrived, file), join(this.dir, file))
		}
	}

	/** Moves a package to quarantine; returns where. */
	async quarantine(item: PackageVersion): Promise<string> {
		const path = this.path(item)
		const place = await quarantine(this.#cacheRoot, path, this.#fileName(item))
		this.#verified.delete(path)
		// Without its sum beside it, the next one that comes is measured by what Debian says.
		await rename(`${path}.sha256`, `${place}.sha256`).catch(() => {})
		return place
	}

	/** The name under which `apt-get download` leaves a package: the epoch's colon is percent-encoded. */
	#fileName({ name, version }: PackageVersion): string {
		return `${name}_${version.replace(':', '%3a')}_${this.#arch}.deb`
	}
}
