import { createReadStream, createWriteStream } from 'node:fs'
import { link, mkdir, open, readdir, realpath, rm, symlink } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract, type Extract } from 'tar-stream'
import { InterruptedError } from '#results'
import { ArtifactFault, explainFullDisk } from '../fault.ts'
import {
	assertLinkStaysInside,
	entryComponents,
	leadsNowhere,
	leavesByLink,
	ofKind,
	throughLink,
	twice,
} from './entry-path.ts'

export interface UnpackLimits {
	readonly entries: number
	/** Bytes of all files together, unpacked. */
	readonly bytes: number
}

type Entry = Extract extends AsyncIterable<infer E> ? E : never

/** Ten times what upstream's largest tarball unpacks to. */
export const defaultUnpackLimits: UnpackLimits = { entries: 20_000, bytes: 4 * 1024 ** 3 }

export interface UnpackRequest {
	/** A .tar, plain or gzipped; which one is seen by its first bytes. */
	readonly archive: string
	/** A directory that is empty or not there yet. Nothing is ever written outside it. */
	readonly into: string
	readonly signal?: AbortSignal | undefined
	readonly limits?: Partial<UnpackLimits>
}

/**
 * Unpacks an archive that nobody vouches for. Owners, times and set-user-ID bits are left behind.
 * @throws ArtifactFault naming the archive and the entry; then the directory is empty again.
 */
export async function unpack(request: UnpackRequest): Promise<void> {
	const { archive, into, signal } = request
	await mkdir(into, { recursive: true })
	if ((await readdir(into)).length > 0) throw new Error(`${into} is not empty`)
	try {
		const entries = extract()
		// tar-stream's streams are streamx's; pipeline takes them, its types do not.
		const sink = entries as unknown as NodeJS.WritableStream
		const source = createReadStream(archive)
		const options = signal ? { signal } : {}
		const piped = (await isGzip(archive))
			? pipeline(source, createGunzip(), sink, options)
			: pipeline(source, sink, options)
		const written = new Unpacking(into, { ...defaultUnpackLimits, ...request.limits }).all(entries)
		// Both, so that neither is left behind; the first to speak is the one that knows.
		const results = await Promise.allSettled([written, piped])
		for (const result of results) if (result.status === 'rejected') throw result.reason
	} catch (error) {
		for (const name of await readdir(into)) await rm(join(into, name), { recursive: true, force: true })
		if (signal?.aborted) throw new InterruptedError(`Stopped while unpacking ${archive}.`, { cause: error })
		throw explained(archive, error)
	}
}

function explained(archive: string, error: unknown): unknown {
	if (error instanceof ArtifactFault)
		return new ArtifactFault(error.reason, `${archive}: ${error.message}`, {
			...(error.hint ? { hint: error.hint } : {}),
			cause: error.cause,
		})
	const full = explainFullDisk(error, archive)
	if (full !== error) return full
	const words = error instanceof Error ? error.message : String(error)
	if (/unexpected end of (file|data)/i.test(words))
		return new ArtifactFault('bad-archive', `${archive} is cut off: ${words}.`, {
			cause: error,
			hint: 'Fetch it again.',
		})
	if (
		!/header|checksum|tar|zlib|stored block|distance|literal|code lengths|block type|data check/i.test(words)
	)
		return error
	return new ArtifactFault('bad-archive', `${archive} is no intact .tar or .tgz: ${words}.`, {
		cause: error,
		hint: 'Look at what it is (`file`); a server may have given a page instead of the file.',
	})
}

async function isGzip(path: string): Promise<boolean> {
	const file = await open(path, 'r')
	try {
		const head = Buffer.alloc(2)
		await file.read(head, 0, 2, 0)
		return head.readUInt16BE(0) === 0x1f8b
	} finally {
		await file.close()
	}
}

/** The state of one unpacking: what is there already, by its path below the target. */
class Unpacking {
	readonly #into: string
	readonly #limits: UnpackLimits
	readonly #made = new Map<string, 'directory' | 'file' | 'link'>()
	readonly #links: { readonly name: string; readonly path: string; readonly target: string }[] = []
	#entries = 0
	#bytes = 0

	constructor(into: string, limits: UnpackLimits) {
		this.#into = into
		this.#limits = limits
	}

	async all(entries: AsyncIterable<Entry>): Promise<void> {
		for await (const entry of entries) {
			await this.#one(entry)
			entry.resume()
		}
		if (this.#entries === 0)
			throw new ArtifactFault('bad-archive', 'It has no entries.', { hint: 'Fetch it again.' })
		await this.#followLinks()
	}

	async #one(entry: Entry): Promise<void> {
		const { name, type, size, mode, linkname } = entry.header
		this.#entries++
		this.#bytes += size
		if (this.#entries > this.#limits.entries) throw tooLarge(`more than ${this.#limits.entries} entries`)
		if (this.#bytes > this.#limits.bytes) throw tooLarge(`more than ${this.#limits.bytes} bytes, unpacked`)
		const components = entryComponents(name)
		if (components.length === 0 && type === 'directory') return
		const path = join(this.#into, ...components)
		const key = components.join('/')
		await this.#makeDirectories(components.slice(0, -1), name)
		if (type === 'directory') return this.#makeDirectories(components, name)
		if (this.#made.has(key) || key === '') throw twice(name)
		switch (type) {
			case 'file':
			case 'contiguous-file':
				this.#made.set(key, 'file')
				return pipeline(
					entry as unknown as NodeJS.ReadableStream,
					createWriteStream(path, { flags: 'wx', mode: (mode & 0o777) | 0o600 }),
				)
			case 'symlink':
				assertLinkStaysInside(name, linkname)
				this.#made.set(key, 'link')
				this.#links.push({ name, path, target: linkname })
				return symlink(linkname, path)
			case 'link':
				return this.#hardLink(name, path, key, linkname)
			default:
				throw ofKind(name, type ?? 'thing of unknown type')
		}
	}

	async #makeDirectories(components: readonly string[], name: string): Promise<void> {
		for (let depth = 1; depth <= components.length; depth++) {
			const key = components.slice(0, depth).join('/')
			const there = this.#made.get(key)
			if (there === 'directory') continue
			if (there !== undefined) throw throughLink(name, key)
			await mkdir(join(this.#into, key))
			this.#made.set(key, 'directory')
		}
	}

	async #hardLink(name: string, path: string, key: string, linkname: string): Promise<void> {
		const target = entryComponents(linkname).join('/')
		if (this.#made.get(target) !== 'file') throw leadsNowhere(name, linkname)
		await link(join(this.#into, target), path)
		this.#made.set(key, 'file')
	}

	/** A link to a link may climb where neither does by its words. */
	async #followLinks(): Promise<void> {
		const root = await realpath(this.#into)
		for (const { name, path, target } of this.#links) {
			const end = await realpath(path).catch(() => undefined)
			if (end === undefined) throw leadsNowhere(name, target)
			if (end !== root && !end.startsWith(root + sep)) throw leavesByLink(name, target)
		}
	}
}

const tooLarge = (what: string) =>
	new ArtifactFault('too-large', `It has ${what}.`, {
		hint: 'This is not what its name says, or it is meant to fill the disk.',
	})
