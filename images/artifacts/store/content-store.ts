import { chmod, copyFile, mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { z } from 'zod'
import { HostError } from '#results'
import { holdMutex, writeAtomic } from '#vm/host'
import type { Cache } from '../cache.ts'
import { absent } from '../fault.ts'
import { lockPathOf } from '../locks.ts'
import { sha256OfFile } from '../sum.ts'
import { isThere } from '../tree.ts'

/** A plain file's name that is not one of the cache's own. */
const isPlainName = (name: string) => /^[A-Za-z0-9][\w.+~-]{0,149}$/.test(name) && !ownNames.includes(name)
const ownNames: readonly string[] = ['inputs.json', 'manifest.json']

/** A name as it came from an address or a path, made fit to lie beside the cache's own files. */
const storedName = (name: string) => (isPlainName(name) ? name : 'file')

const inputs = z.object({
	// It becomes a path again.
	name: z.string().refine(isPlainName),
	size: z.number(),
	/** Under which keys it was asked for, and from where it came. */
	from: z.array(z.object({ key: z.string(), source: z.string() })),
})

export interface StoredFile {
	readonly path: string
	/** Bytes. */
	readonly size: number
	readonly sha256: string
	/** The address, without credentials, or the path that it came from. */
	readonly source: string
}

/** What was downloaded, by sum: `downloads/<sha256>/<name>`. */
export class ContentStore {
	readonly #cache: Cache
	readonly #verified = new Set<string>()

	constructor(cache: Cache) {
		this.#cache = cache
	}

	/**
	 * A file by its sum; one that is no longer what it was goes to quarantine, and is not there. The same bytes may have
	 * come from several places: `likely` are those that the asker would name.
	 */
	async bySum(
		sha256: string,
		onDamage?: (quarantined: string) => void,
		likely: readonly string[] = [],
	): Promise<StoredFile | undefined> {
		// A file appears whole: nobody has to be waited for to know that it is not there.
		if (!(await isThere(this.#dir(sha256)))) return undefined
		await using _lock = await this.#lock(sha256)
		return this.#bySum(sha256, onDamage, likely)
	}

	async #bySum(
		sha256: string,
		onDamage?: (quarantined: string) => void,
		likely: readonly string[] = [],
	): Promise<StoredFile | undefined> {
		const dir = this.#dir(sha256)
		const known = await this.#inputs(dir)
		if (!known) {
			// Not even its name is known, and it is in the way of the same bytes.
			if (!(await isThere(dir))) return undefined
			const quarantined = await this.#cache.quarantine(dir, `download-${sha256}-damaged`)
			onDamage?.(quarantined)
			return undefined
		}
		const path = join(dir, known.name)
		if (!this.#verified.has(sha256)) {
			const sum = (await isThere(path)) ? await sha256OfFile(path) : 'nothing'
			if (sum !== sha256) {
				const quarantined = await this.#cache.quarantine(dir, `${known.name}-damaged`)
				onDamage?.(quarantined)
				return undefined
			}
			this.#verified.add(sha256)
		}
		await this.#cache.markUsed(dir)
		const came = known.from.map(({ source }) => source)
		const source = likely.find((one) => came.includes(one)) ?? came[0] ?? ''
		return { path, size: known.size, sha256, source }
	}

	/** The newest file that came from this source under this key. */
	async bySource(
		key: string,
		source: string,
		onDamage?: (quarantined: string) => void,
	): Promise<StoredFile | undefined> {
		const matches: { sha256: string; time: number }[] = []
		for (const sha256 of await readdir(join(this.#cache.root, 'downloads')).catch(() => [])) {
			const known = await this.#inputs(this.#dir(sha256))
			if (!known?.from.some((one) => one.key === key && one.source === source)) continue
			matches.push({
				sha256,
				time: (await stat(join(this.#dir(sha256), known.name)).catch(() => undefined))?.mtimeMs ?? 0,
			})
		}
		for (const { sha256 } of matches.sort((a, b) => b.time - a.time)) {
			const found = await this.bySum(sha256, onDamage)
			if (found) return { ...found, source }
		}
		return undefined
	}

	/** Takes a file whose sum is known; `move` for one that lies in the cache's scratch. */
	async put(
		file: { readonly path: string; readonly sha256: string; readonly move: boolean },
		from: { readonly key: string; readonly source: string; readonly name: string },
	): Promise<StoredFile> {
		const { key, source } = from
		const name = storedName(from.name)
		await using _lock = await this.#lock(file.sha256)
		const dir = this.#dir(file.sha256)
		const known = await this.#bySum(file.sha256).then(() => this.#inputs(dir))
		if (known) await this.#note(dir, { ...known, from: merged(known.from, { key, source }) })
		else {
			const scratch = join(this.#cache.scratch, `download-${randomBytes(6).toString('hex')}`)
			await mkdir(scratch, { recursive: true })
			try {
				const path = join(scratch, name)
				await (file.move ? rename : copyFile)(file.path, path)
				// A file of a user's is root's from now on, and no program.
				await chmod(path, 0o644)
				// What is summed is what lies here from now on: a file of the user's may change while it is copied.
				if ((await sha256OfFile(path)) !== file.sha256)
					throw new HostError(`${file.path} changed while it was copied.`, { hint: 'Run it again.' })
				const { size } = await stat(path)
				await this.#note(scratch, { name, size, from: [{ key, source }] })
				await this.#cache.adopt(scratch, dir)
				this.#verified.add(file.sha256)
			} finally {
				await rm(scratch, { recursive: true, force: true })
			}
		}
		const stored = await this.#bySum(file.sha256)
		if (!stored) throw new HostError(`${dir} is not what was just put there.`)
		return { ...stored, source }
	}

	/** The lock that `gc` and `verify` hold as well. */
	#lock(sha256: string): Promise<AsyncDisposable> {
		return holdMutex(lockPathOf(this.#cache.root, { kind: 'downloads', name: sha256 }))
	}

	#dir(sha256: string): string {
		return join(this.#cache.root, 'downloads', sha256)
	}

	async #inputs(dir: string): Promise<z.infer<typeof inputs> | undefined> {
		const text = await readFile(join(dir, 'inputs.json'), 'utf8').catch(absent)
		if (text === undefined) return undefined
		try {
			return inputs.parse(JSON.parse(text))
		} catch {
			return undefined
		}
	}

	async #note(dir: string, what: z.infer<typeof inputs>): Promise<void> {
		await writeAtomic(join(dir, 'inputs.json'), JSON.stringify(what, null, 2))
	}
}

type From = z.infer<typeof inputs>['from']

const merged = (from: From, one: From[number]): From =>
	from.some(({ key, source }) => key === one.key && source === one.source) ? from : [...from, one]
