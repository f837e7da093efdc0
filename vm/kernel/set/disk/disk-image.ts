import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ArtifactError } from '#results/errors'
import { makeOwnedDirectory } from '../../../host/index.ts'
import { archiveEntries } from '../archive/archive.ts'
import type { Entry } from '../entry.ts'
import type { SetLimits } from '../limits.ts'
import { defaultRelease, isLoaderFile, type LoaderFile } from './boot-loader.ts'
import { Fields } from './fields.ts'
import { type DiskFormat, diskFormatOf } from './format.ts'
import { assertSelfContained } from './self-contained.ts'
import { vhdxHead } from './vhdx.ts'

/** A disk in one file, which needs no other. */
export interface WholeDisk {
	readonly path: string
	/** What a person knows it by: the disk of an appliance lies elsewhere. */
	readonly shown: string
	readonly format: DiskFormat
	/** Of what may come out of it. */
	readonly limits: SetLimits
}

/**
 * Boots a guest that brings out what a disk has of kernels, as an archive: `mnt/found` says what is on the disk, a line for each
 * partition or volume, and `mnt/vda2/…` are files of such a one. Returns its path, which is not the caller's to remove.
 */
export type ReadDisk = (disk: WholeDisk) => Promise<string>

interface DiskSource extends WholeDisk {
	readonly signal?: AbortSignal | undefined
	readonly readDisk?: ReadDisk | undefined
}

/** What was found in a disk. */
export interface FoundOnDisk {
	/** Entries that are of use. */
	readonly taken: number
	/** The release that boots where nobody picks another, where the disk's boot loader says it. */
	readonly boots: string | undefined
}

const maxText = 1024 * 1024

/**
 * Has a guest read a disk, and passes on what it has of kernels.
 * @throws ArtifactError when it is not one whole disk, when nothing is there to read it with, and when it has no kernel.
 */
export async function readDiskImage(
	{ path, shown, format, limits, signal, readDisk }: DiskSource,
	take: (entry: Entry) => Promise<boolean>,
): Promise<FoundOnDisk> {
	await assertSelfContained(path, format, shown)
	if (readDisk === undefined) throw needsGuest(shown, format)
	const archive = await readDisk({ path, shown, format, limits })
	const loader: LoaderFile[] = []
	let found = ''
	let taken = 0
	for await (const entry of archiveEntries({ shown, input: createReadStream(archive), limits, signal })) {
		const inside = entry.path.replace(/^mnt\//, '')
		const text = async () => (entry.size < maxText ? (await entry.content()).toString('latin1') : '')
		if (inside === 'found') found = await text()
		else if (isLoaderFile(inside)) loader.push({ path: inside, text: await text() })
		else if (await take({ ...entry, path: inside, from: `${shown}: ${inside}` })) taken++
	}
	if (taken === 0) throw noKernel(shown, found)
	return { taken, boots: defaultRelease(loader) }
}

/** Whether a disk is an ext4 file system as a whole, as WSL's modules.vhdx is: then no guest is needed. */
export async function isBareExt4(path: string, format: DiskFormat): Promise<boolean> {
	if (format !== 'vhdx') return format === 'ext4'
	await using file = await open(path)
	return diskFormatOf(await vhdxHead(new Fields(file), 4096)) === 'ext4'
}

/**
 * Takes the one disk out of an appliance, to a directory that is removed in the end.
 * @throws ArtifactError when there is none, or more than one.
 */
export async function withApplianceDisk<T>(
	path: string,
	{ limits, signal }: Pick<DiskSource, 'limits' | 'signal'>,
	use: (disk: string) => Promise<T>,
): Promise<T> {
	const scratch = await makeOwnedDirectory('disk')
	try {
		const disk = join(scratch, 'disk.vmdk')
		const names: string[] = []
		// It is not compressed: no more comes out of it than it has.
		const whole = { ...limits, maxBytes: (await stat(path)).size, deadline: applianceDeadline }
		for await (const entry of archiveEntries({
			shown: path,
			input: createReadStream(path),
			limits: whole,
			signal,
		})) {
			if (entry.target !== undefined || diskFormatOf(await entry.head()) !== 'vmdk') continue
			if (names.push(entry.path) === 1)
				await pipeline(Readable.from(entry.stream()), createWriteStream(disk), { signal })
		}
		if (names.length !== 1) throw notOneDisk(path, names)
		return await use(disk)
	} finally {
		await rm(scratch, { recursive: true, force: true })
	}
}

/** Milliseconds. */
const applianceDeadline = 900_000

const copyOut = 'copy /boot and /lib/modules/RELEASE out of it, and give these directories.'

const needsGuest = (path: string, format: DiskFormat) =>
	new ArtifactError(
		`${path}: is a disk image (${format}), which only a guest reads, and none is booted here. Expected packages, archives, directories or a kernel image.`,
		{ hint: `Attach the disk to a machine, ${copyOut}` },
	)

function noKernel(path: string, found: string): ArtifactError {
	const lines = found.split('\n').filter(Boolean).slice(0, 20)
	const list = lines.map((line) => JSON.stringify(line.slice(0, 200)).slice(1, -1)).join('; ')
	const isEncrypted = lines.some((line) => / (luks|bitlocker)\b/.test(line))
	return new ArtifactError(
		`${path}: no kernel image, no modules and no configuration was found on the disk: ${list || 'it has no partitions'}. Expected at least one of them in /boot, /lib/modules or an EFI system partition.`,
		{
			hint: isEncrypted
				? `An encrypted partition is not read: unlock the disk in a machine of its own, ${copyOut}`
				: `Is it the disk that the machine boots from? Else ${copyOut}`,
		},
	)
}

const notOneDisk = (path: string, names: readonly string[]) =>
	new ArtifactError(
		`${path}: has ${names.length === 0 ? 'no disk (VMDK)' : `${names.length} disks: ${names.join(', ')}`}. Expected an appliance with one.`,
		{ hint: 'Unpack it (tar -xf), and give the disk that has /boot.' },
	)
