import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { access, link, mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ConfigurationError } from '#results'
import { kindOf } from '#results/files'
import { syncFolder } from '#vm/host'
import {
	assertContent,
	assertKey,
	isDigest,
	MAX_BLOB,
	type Store,
	type StoreCall,
	StoreError,
	tooLarge,
} from './store.ts'

const codeOf = (error: unknown): string =>
	error instanceof Error && 'code' in error ? String(error.code) : ''

/** `20261126T2215-x.c.1234` lies in a folder of the run: a listing reads one run's names. */
const folderOf = (name: string): string => name.split('.', 1)[0] ?? name

/** A directory that several machines share, by NFS or otherwise. Its names are hard links: the first one to make it wins. */
export class DirectoryStore implements Store {
	readonly place: string
	readonly #root: string

	private constructor(root: string) {
		this.#root = root
		this.place = `dir:${root}`
	}

	/** @throws ConfigurationError where there is no such directory, which may be a share that is not mounted. */
	static async open(root: string): Promise<DirectoryStore> {
		try {
			if (!(await stat(root)).isDirectory()) throw new Error('it is no directory')
			await access(root, constants.R_OK | constants.W_OK | constants.X_OK)
		} catch (cause) {
			throw new ConfigurationError(`the store dir:${root} cannot be used`, {
				cause,
				hint: 'Make the directory, writable for this user, or mount the share: it is not made, since a share that is not mounted looks like an empty one.',
			})
		}
		return new DirectoryStore(root)
	}

	#path(key: string): string {
		assertKey(key)
		if (!isDigest(key)) return join(this.#root, 'names', folderOf(key), key)
		const hex = key.slice('sha256:'.length)
		return join(this.#root, 'blobs', hex.slice(0, 2), hex)
	}

	async has(key: string, { signal }: StoreCall = {}): Promise<boolean> {
		signal?.throwIfAborted()
		const path = this.#path(key)
		try {
			await access(path)
			return true
		} catch (error) {
			if (codeOf(error) !== 'ENOENT') throw this.#trouble(error)
			await this.#assertThere()
			return false
		}
	}

	async get(
		key: string,
		{ signal, limit = MAX_BLOB }: StoreCall & { readonly limit?: number } = {},
	): Promise<Buffer | undefined> {
		signal?.throwIfAborted()
		const path = this.#path(key)
		try {
			// Neither a link to elsewhere nor a pipe, which would never end.
			await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
			const stats = await file.stat()
			if (!stats.isFile())
				throw new StoreError('damaged', `${this.place} has ${kindOf(stats)} where a file should be`)
			if (stats.size > limit) throw tooLarge(this.place, key, limit)
			const bytes = await file.readFile()
			assertContent(this.place, key, bytes)
			return bytes
		} catch (error) {
			if (codeOf(error) !== 'ENOENT') throw this.#trouble(error)
			await this.#assertThere()
			return undefined
		}
	}

	async put(key: string, bytes: Uint8Array, call: StoreCall = {}): Promise<boolean> {
		call.signal?.throwIfAborted()
		const path = this.#path(key)
		assertContent(this.place, key, bytes)
		if (isDigest(key) && (await this.has(key, call))) return true
		const temporary = join(this.#root, 'tmp', randomBytes(12).toString('hex'))
		try {
			await this.#assertThere()
			await mkdir(dirname(path), { recursive: true })
			await mkdir(dirname(temporary), { recursive: true })
			{
				await using file = await open(temporary, 'wx', 0o644)
				await file.writeFile(bytes)
				await file.sync()
			}
			await link(temporary, path)
			await syncFolder(dirname(path))
			return true
		} catch (error) {
			if (codeOf(error) !== 'EEXIST') throw this.#trouble(error)
			return isDigest(key) || Buffer.compare((await this.get(key, call)) ?? Buffer.alloc(0), bytes) === 0
		} finally {
			await rm(temporary, { force: true }).catch(() => undefined)
		}
	}

	async list(prefix: string, { signal }: StoreCall = {}): Promise<string[]> {
		signal?.throwIfAborted()
		assertKey(prefix)
		const folder = join(this.#root, 'names', folderOf(prefix))
		try {
			return (await readdir(folder)).filter((name) => name.startsWith(prefix)).sort()
		} catch (error) {
			if (codeOf(error) !== 'ENOENT') throw this.#trouble(error)
			await this.#assertThere()
			return []
		}
	}

	/** A share that went away has nothing in it, which must not be taken for an answer. */
	async #assertThere(): Promise<void> {
		await access(this.#root).catch((error: unknown) => {
			throw this.#trouble(error)
		})
	}

	#trouble(error: unknown): unknown {
		const code = codeOf(error)
		if (error instanceof StoreError || code === '') return error
		if (['ENOSPC', 'EDQUOT'].includes(code))
			return new StoreError('full', `${this.place} is full`, { cause: error })
		if (['EACCES', 'EPERM', 'EROFS'].includes(code))
			return new StoreError('refused', `${this.place} may not be read or written`, {
				cause: error,
				hint: 'Give this user the right to, or name another store.',
			})
		if (code === 'ELOOP')
			return new StoreError('damaged', `${this.place} has a link where a file should be`, { cause: error })
		return new StoreError('unreachable', `${this.place} cannot be reached`, { cause: error })
	}
}
