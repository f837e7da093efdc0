import type { Confinement } from '../../host/index.ts'
import { ArtifactError } from '#results/errors'
import { type KernelConfig, mayBeConfig, parseConfig } from '../config/index.ts'
import {
	compressionOf,
	decompress,
	headerBytes,
	type KernelImage,
	maxImageBytes,
	mayBeImage,
	readImage,
} from '../formats/index.ts'
import type { Entry } from './entry.ts'
import type { Taker } from './taker.ts'
import { isModule, moduleName, modulesRootOf, namesIn } from './modules.ts'

export interface FoundImage {
	readonly from: string
	readonly image: KernelImage
	readonly bytes: Buffer
}

/** A file of modprobe.d. */
export interface ModprobeFile {
	readonly from: string
	readonly text: string
}

interface FoundModules {
	readonly release: string | undefined
	readonly from: Set<string>
	readonly files: Map<string, string>
	builtin?: Set<string> | undefined
	/** A module's content, where only that can say of which release the modules are. */
	sample?: Buffer | undefined
}

/** What packages say of themselves in an entry of their own. */
const packageInfo = /^(?:pkgname) = (\S+)$/m
const modprobeFile = /(^|\/)(etc|lib|run)\/modprobe\.d\/[^/]+\.conf$/
const maxTextBytes = 64 * 1024 * 1024
const maxConfigBytes = 4 * 1024 * 1024

/** Takes what makes a kernel out of the entries of a set, by what is in them. */
export class Collection implements Taker {
	readonly images: FoundImage[] = []
	readonly configs: KernelConfig[] = []
	readonly modules = new Map<string, FoundModules>()
	readonly modprobe: ModprobeFile[] = []
	/** Names of packages, where they say it inside. */
	readonly packageNames: string[] = []
	/** Links that lead out of what was given. */
	readonly links: string[] = []

	private readonly confinement: Confinement

	constructor(confinement: Confinement = {}) {
		this.confinement = confinement
	}

	async take(entry: Entry, source: string): Promise<boolean> {
		const { path } = entry
		if (entry.target !== undefined) return this.takeLink(entry)
		if (isModule(path)) return this.takeModule(entry, source)
		const root = modulesRootOf(path)
		if (root !== undefined && path.endsWith('/modules.builtin')) {
			const found = this.modulesIn(source, root.release)
			found.builtin = new Set([...(found.builtin ?? []), ...namesIn(await text(entry))])
			return true
		}
		if (modprobeFile.test(path) && entry.size < maxConfigBytes) {
			this.modprobe.push({ from: entry.from, text: await text(entry) })
			return true
		}
		if (path === '.PKGINFO') {
			const name = packageInfo.exec(await text(entry))?.[1]
			if (name !== undefined) this.packageNames.push(name)
			return false
		}
		return this.takeByContent(entry)
	}

	private takeLink({ from, path, target = '' }: Entry): boolean {
		// Every kernel's packages have these; they lead to headers, which are in others.
		if (!/(^|\/)lib\/modules\/[^/]+\/(build|source)$/.test(path)) this.links.push(`${from} → ${target}`)
		return false
	}

	private async takeModule(entry: Entry, source: string): Promise<boolean> {
		const { release } = modulesRootOf(entry.path)!
		const found = this.modulesIn(source, release)
		found.files.set(moduleName(entry.path), entry.path)
		if (release === undefined && found.sample === undefined && entry.size < maxTextBytes)
			found.sample = await this.plain(entry)
		return true
	}

	takeNamed(path: string, source: string): boolean {
		this.modulesIn(source, modulesRootOf(path)!.release).files.set(moduleName(path), path)
		return true
	}

	private async plain(entry: Entry): Promise<Buffer> {
		const bytes = await entry.content()
		const compression = compressionOf(bytes)
		if (compression === undefined) return bytes
		return decompress(entry.from, bytes, compression, { ...this.confinement, max: maxTextBytes })
	}

	/** Packages of one release make one directory; what has no release stays apart, a directory for each file. */
	private modulesIn(source: string, release: string | undefined): FoundModules {
		const key = release ?? source
		const found = this.modules.get(key) ?? { release, from: new Set(), files: new Map() }
		this.modules.set(key, found)
		found.from.add(source)
		return found
	}

	private async takeByContent(entry: Entry): Promise<boolean> {
		if (entry.size < 64 || entry.size > maxImageBytes) return false
		const head = await entry.head()
		if (mayBeImage(head)) return this.takeImage(entry, await entry.content())
		if (compressionOf(head) === 'gzip') return this.takeGzip(entry)
		if (entry.size > maxConfigBytes || !mayBeConfig(head.toString('latin1'))) return false
		return this.takeConfig(entry.from, await text(entry))
	}

	private async takeImage({ from }: Entry, bytes: Buffer): Promise<boolean> {
		const image = await readImage(from, bytes, this.confinement)
		if (image === undefined) return false
		if (image.missingBytes !== undefined)
			throw new ArtifactError(
				`${from}: is cut off: its headers announce ${bytes.length + image.missingBytes} bytes, the file has ${bytes.length}. Expected a whole kernel image.`,
				{ hint: 'Get it anew, and compare its checksum with that of its source.' },
			)
		this.images.push({ from, image, bytes })
		return true
	}

	/** An arm64 Image, or a configuration as /proc/config.gz gives it; packages are full of other gzip files. */
	private async takeGzip(entry: Entry): Promise<boolean> {
		const bytes = await entry.content()
		const options = { ...this.confinement, max: headerBytes, head: true }
		const head = await decompress(entry.from, bytes, 'gzip', options)
		if (mayBeImage(head)) return this.takeImage(entry, bytes)
		if (!mayBeConfig(head.toString('latin1'))) return false
		const plain = await decompress(entry.from, bytes, 'gzip', { ...this.confinement, max: maxConfigBytes })
		return this.takeConfig(entry.from, plain.toString('utf8'))
	}

	private takeConfig(from: string, content: string): boolean {
		const config = parseConfig(from, content)
		if (config === undefined) return false
		this.configs.push(config)
		return true
	}
}

const text = async (entry: Entry): Promise<string> => (await entry.content()).toString('utf8')
