import type { Confinement } from '../../host/index.ts'
import { configArchitecture, type KernelConfig, parseConfig } from '../config/index.ts'
import { type Architecture, findIkconfig, kernelCode, type KernelImage, releaseOf } from '../formats/index.ts'
import { Collection, type FoundImage, type ModprobeFile } from './collect.ts'
import { defaultLimits, type SetLimits } from './limits.ts'
import type { KernelModules } from './modules.ts'
import type { ReadDisk } from './disk/disk-image.ts'
import { type GivenFile, readGiven } from './read-file.ts'
import { chooseImage } from './choose-image.ts'
import { chooseConfig, chooseModules, nothingFound } from './choose.ts'

/** One kernel in what was given of it. */
export interface KernelSet {
	readonly files: readonly GivenFile[]
	/** What `uname -r` will say; undefined for a bare configuration. */
	readonly release?: string | undefined
	readonly arch: Architecture | 'uml'
	readonly image?: { readonly from: string; readonly image: KernelImage; readonly bytes: Buffer } | undefined
	readonly config?: KernelConfig | undefined
	readonly modules?: KernelModules | undefined
	readonly modprobe: readonly ModprobeFile[]
	/** Names of packages, where files are packages and say them. */
	readonly packageNames: readonly string[]
	readonly packageVersions: readonly string[]
	/** What was noticed and left out, each a sentence. */
	readonly notes: readonly string[]
}

export interface ReadSetOptions {
	readonly limits?: Partial<SetLimits> | undefined
	/** Which kernel is meant where a disk has several; default: what its boot loader boots. */
	readonly release?: string | undefined
	/** Reads disk images in a guest; without it, those are refused. */
	readonly readDisk?: ReadDisk | undefined
	readonly signal?: AbortSignal | undefined
}

/**
 * Reads the files of one kernel: images, packages, archives, directories, a configuration, in any order. All is found
 * by content. Nothing of it is run, and nothing is written.
 * @throws ArtifactError when a file is damaged or strange, or the files are not of one kernel; ConfigurationError when
 * one is not there.
 */
export async function readKernelSet(
	paths: readonly string[],
	{ limits: given, signal, readDisk, release: asked }: ReadSetOptions = {},
): Promise<KernelSet> {
	const limits = { ...defaultLimits, ...given }
	const confinement: Confinement = { signal, deadline: limits.deadline }
	const collection = new Collection(confinement)
	const files: GivenFile[] = []
	for (const path of paths) files.push(await readGiven(path, { collection, limits, signal, readDisk }))
	const images = await Promise.all(collection.images.map((found) => withRelease(found, confinement)))
	const wanted = { asked, disk: files.find(({ kind }) => kind === 'disk') }
	const image = chooseImage(images, wanted)
	const modules = chooseModules([...collection.modules.values()], image, wanted)
	const release = image?.image.release ?? modules?.release
	const config = chooseConfig(collection.configs, release) ?? (await carriedConfig(image, confinement))
	if (image === undefined && modules === undefined && config === undefined) throw nothingFound(files)
	return {
		files,
		release,
		arch: image?.image.format === 'uml' ? 'uml' : (image?.image.arch ?? archOf(config)),
		image,
		config,
		modules,
		modprobe: collection.modprobe,
		packageNames: [...files.flatMap(({ packageName }) => packageName ?? []), ...collection.packageNames],
		packageVersions: files.flatMap(({ packageVersion }) => packageVersion ?? []),
		notes: notesOf(collection, files),
	}
}

/** The headers of some images do not say the release; their code does. */
async function withRelease(found: FoundImage, confinement: Confinement): Promise<FoundImage> {
	if (found.image.release !== undefined || found.image.format === 'other') return found
	const release = releaseOf(await kernelCode(found.from, found, confinement))
	return { ...found, image: { ...found.image, release } }
}

/** What CONFIG_IKCONFIG put into the image. */
async function carriedConfig(
	found: FoundImage | undefined,
	confinement: Confinement,
): Promise<KernelConfig | undefined> {
	if (found === undefined || found.image.format === 'other') return undefined
	const text = findIkconfig(await kernelCode(found.from, found, confinement))
	return text === undefined ? undefined : parseConfig(`${found.from} (IKCONFIG)`, text)
}

function archOf(config: KernelConfig | undefined): Architecture | 'uml' {
	return ((config && configArchitecture(config)) as Architecture | 'uml' | undefined) ?? 'unknown'
}

const maxLinks = 5

function notesOf({ links }: Collection, files: readonly GivenFile[]): string[] {
	const empty = files
		.filter(({ taken }) => taken === 0)
		.map(({ path }) => `${path} has nothing of a kernel in it: no image, modules or configuration.`)
	if (links.length === 0) return empty
	const more = links.length > maxLinks ? ` and ${links.length - maxLinks} more` : ''
	return [...empty, `Links were not followed: ${links.slice(0, maxLinks).join(', ')}${more}.`]
}
