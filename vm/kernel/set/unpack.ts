import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ArtifactError } from '#results/errors'
import { kernelCode } from '../formats/index.ts'
import type { Kernel } from '../tree.ts'
import type { Entry } from './entry.ts'
import { defaultLimits } from './limits.ts'
import { isModule, modulesRootOf } from './modules.ts'
import { readGiven } from './read-file.ts'
import type { Taker } from './taker.ts'
import type { KernelSet, ReadSetOptions } from './set.ts'

/**
 * Unpacks what a VM needs of a set to `directory`, which is there and empty: the image in a form that QEMU starts, the
 * modules, the configuration. Only plain files are made, with names of the harness's own or of modules; no links, no
 * modes, no owners.
 * @throws what `readKernelSet` throws; ArtifactError when there is no image, or its release is no name.
 */
export async function unpackKernelSet(
	set: KernelSet,
	directory: string,
	options: ReadSetOptions = {},
): Promise<Kernel> {
	const { image, release, config, modules } = set
	const paths = set.files.map(({ path }) => path)
	if (image === undefined || release === undefined)
		throw new ArtifactError(
			`${paths.join(', ')}: no kernel image in it. Expected one, such as vmlinuz-RELEASE.`,
			{
				hint: 'Give the package with the image as well: linux-image-RELEASE, linux-binary-RELEASE, kernel-core.',
			},
		)
	// The guest's /lib/modules has a directory of this name, and so have directories of ours on the way to it.
	if (!/^\d[\w.+~-]{0,100}$/.test(release))
		throw new ArtifactError(
			`${image.from}: says that its release is ${JSON.stringify(release.slice(0, 100))}. Expected one as \`uname -r\` prints it, such as 6.12.1-arch1-1.`,
			{ hint: 'The image is damaged, or made to lead the harness astray: get it anew.' },
		)
	const vmlinuz = join(directory, 'vmlinuz')
	await writeFile(vmlinuz, await bootable(image, options))
	const configFile = join(directory, 'config')
	if (config !== undefined) await writeFile(configFile, configText(config))
	if (modules === undefined)
		return { release, vmlinuz, modulesDirs: [], ...(config && { config: configFile }) }
	const modulesDir = join(directory, 'modules')
	const limits = { ...defaultLimits, ...options.limits }
	const collection = new ModuleWriter(modulesDir, release)
	for (const path of modules.from)
		await readGiven(path, { collection, limits, signal: options.signal, readDisk: options.readDisk })
	return { release, vmlinuz, modulesDirs: [modulesDir], ...(config && { config: configFile }) }
}

/** QEMU starts no UKI, and a zboot image only where its compression is gzip. */
async function bootable(found: NonNullable<KernelSet['image']>, { signal }: ReadSetOptions): Promise<Buffer> {
	const { image, bytes, from } = found
	if (image.format === 'efi-zboot') return kernelCode(from, found, { signal })
	if (image.format !== 'uki' || image.payload === undefined) return bytes
	return bytes.subarray(image.payload.offset, image.payload.offset + image.payload.length)
}

function configText({ options }: NonNullable<KernelSet['config']>): string {
	const lines = [...options].map(([name, value]) =>
		value === 'n' ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${value}`,
	)
	return `${lines.join('\n')}\n`
}

class ModuleWriter implements Taker {
	private readonly directory: string
	private readonly release: string

	constructor(directory: string, release: string) {
		this.directory = directory
		this.release = release
	}

	/** Every entry counts as of use: whether the set is one was found out before. */
	async take(entry: Entry): Promise<boolean> {
		const { path, target } = entry
		const root = modulesRootOf(path)
		const isOurs = root !== undefined && (root.release ?? this.release) === this.release
		const isWanted = isModule(path) || /^modules\.[a-z.]+$/.test(basename(path))
		if (!isOurs || !isWanted || target !== undefined) return true
		const out = join(this.directory, path.slice(root.root.length))
		await mkdir(dirname(out), { recursive: true })
		// Debian spreads modules.builtin and the like over packages: the same file may come twice.
		await pipeline(Readable.from(entry.stream()), createWriteStream(out, { mode: 0o644 }))
		return true
	}
}
