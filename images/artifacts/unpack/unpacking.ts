import { createWriteStream } from 'node:fs'
import { chmod, link, mkdir, realpath, symlink, unlink } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Extract } from 'tar-stream'
import { ArtifactFault, systemCode } from '../fault.ts'
import {
	assertLinkStaysInside,
	belowRoot,
	entryComponents,
	leadsNowhere,
	leavesByLink,
	ofKind,
	throughLink,
	tooLarge,
	twice,
} from './entry-path.ts'

export interface UnpackLimits {
	readonly entries: number
	/** Bytes of all files together, unpacked. */
	readonly bytes: number
}

/**
 * `within`: links are relative, lead to what the archive has, and nothing comes twice. `root`: the tree is a root file
 * system, so an absolute link is meant from its top, may lead to what is not there, and a later package wins.
 */
export type LinkPolicy = 'within' | 'root'

type Entry = Extract extends AsyncIterable<infer E> ? E : never

/** The state of one unpacking: what is there already, by its path below the target. */
export class Unpacking {
	readonly #into: string
	readonly #limits: UnpackLimits
	readonly #policy: LinkPolicy
	readonly #made = new Map<string, 'directory' | 'file' | 'link'>()
	readonly #links: { readonly name: string; readonly path: string; readonly target: string }[] = []
	#entries = 0
	#bytes = 0

	constructor(into: string, limits: UnpackLimits, links: LinkPolicy = 'within') {
		this.#into = into
		this.#limits = limits
		this.#policy = links
	}

	/** Bytes of a tar that may come: the files', and a head and its padding for each entry. */
	get maxTarBytes(): number {
		return this.#limits.bytes + this.#limits.entries * 2048 + 2 ** 20
	}

	/** Writes the entries of one archive; several may lie over one another where links are a root's. */
	async add(entries: AsyncIterable<Entry>): Promise<void> {
		const before = this.#entries
		for await (const entry of entries) {
			await this.#one(entry)
			entry.resume()
		}
		if (this.#entries === before)
			throw new ArtifactFault('bad-archive', 'It has no entries.', { hint: 'Fetch it again.' })
	}

	/** After the last archive: looks at where the links lead. */
	async finish(): Promise<void> {
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
		const there = this.#made.get(key)
		if (key === '' || there === 'directory' || (there && this.#policy === 'within')) throw twice(name)
		if (there) await unlink(path)
		switch (type) {
			case 'file':
			case 'contiguous-file':
				this.#made.set(key, 'file')
				await pipeline(
					entry as unknown as NodeJS.ReadableStream,
					createWriteStream(path, { flags: 'wx', mode: 0o600 }),
				)
				// Whatever this process's umask is: the guest's users have to read it.
				return chmod(path, (mode & 0o755) | 0o644)
			case 'symlink': {
				const target = this.#policy === 'root' ? belowRoot(name, linkname) : linkname
				assertLinkStaysInside(name, target)
				this.#made.set(key, 'link')
				this.#links.push({ name, path, target })
				return symlink(target, path)
			}
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
			await chmod(join(this.#into, key), 0o755)
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
			const end = await realpath(path).catch((error: unknown) => systemCode(error))
			// A package's link may lead to what another package would bring, which is not here.
			if (end === 'ENOENT' && this.#policy === 'root') continue
			if (end === undefined || !end.startsWith(sep)) throw leadsNowhere(name, target)
			if (end !== root && !end.startsWith(root + sep)) throw leavesByLink(name, target)
		}
	}
}
