import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import type { Confinement } from '../../host/index.ts'
import { ArtifactError, ConfigurationError } from '#results/errors'
import { type Compression, compressionOf, decompressStream, headerBytes } from '../formats/index.ts'
import { archiveEntries } from './archive/archive.ts'
import { arMembers } from './archive/ar.ts'
import { containerOf } from './archive/container.ts'
import { directoryEntries } from './directory.ts'
import { diskEntries } from './archive/disk.ts'
import { isBareExt4, type ReadDisk, readDiskImage, withApplianceDisk } from './disk/disk-image.ts'
import { type DiskFormat, diskHeadBytes } from './disk/format.ts'
import { diskEntry, type Entry, fileHead } from './entry.ts'
import type { SetLimits } from './limits.ts'
import { readListedDeb } from './archive/listed-deb.ts'
import { Once, type Taker } from './taker.ts'

/** A file of a set, as what it turned out to be. */
export interface GivenFile {
	readonly path: string
	readonly kind: 'deb' | 'rpm' | 'archive' | 'directory' | 'disk' | 'file'
	/** A package's name, where it says it. */
	readonly packageName?: string | undefined
	/** An rpm's, with its release: `6.12.0-55.el10`. */
	readonly packageVersion?: string | undefined
	/** Entries that are of use. */
	readonly taken: number
	/** The release that boots where nobody picks another, where it is a disk whose boot loader says it. */
	readonly boots?: string | undefined
}

interface Reading {
	readonly collection: Taker
	readonly limits: SetLimits
	readonly signal?: AbortSignal | undefined
	/** Without it only such disks are read as are one ext4 file system. */
	readonly readDisk?: ReadDisk | undefined
}

/**
 * Reads one file or directory of a set.
 * @throws ConfigurationError when it is not there; ArtifactError when it is damaged, or nothing of a kernel.
 */
export async function readGiven(path: string, reading: Reading): Promise<GivenFile> {
	const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
		throw new ConfigurationError(`${path}: cannot be opened: ${cause.code ?? cause.message}`, {
			hint: 'Give files and directories of a kernel that are there and may be read.',
		})
	})
	if (found.isDirectory())
		return {
			path,
			kind: 'directory',
			taken: await takeAll(directoryEntries(path, reading.limits), path, reading),
		}
	if (!found.isFile())
		throw new ArtifactError(
			`${path}: is neither a file nor a directory. Expected a kernel image, package or archive.`,
			{
				hint: 'Copy what is behind it to a file first.',
			},
		)
	const head = await fileHead(path, diskHeadBytes)
	const container = containerOf(head)
	switch (container.kind) {
		case 'deb':
			return readDeb(path, reading)
		case 'rpm':
			return {
				path,
				kind: 'rpm',
				...rpmLead(head),
				taken: await takeArchive(path, createReadStream(path), reading),
			}
		case 'tar':
		case 'cpio':
			return { path, kind: 'archive', taken: await takeArchive(path, createReadStream(path), reading) }
		case 'compressed':
			return readCompressed(path, container.compression, found.size, reading)
		case 'plain':
			return readPlain(path, found.size, head, reading)
		case 'disk':
			return readDiskFile(path, { path, format: container.format }, reading)
		case 'ova':
			return withApplianceDisk(path, reading, (disk) =>
				readDiskFile(path, { path: disk, format: 'vmdk' }, reading),
			)
		case 'unread':
			throw new ArtifactError(`${path}: ${container.is}. Expected a kernel image, package or archive.`, {
				hint: container.hint,
			})
	}
}

/** `given` is what a person knows the disk by. */
async function readDiskFile(
	given: string,
	{ path, format }: { readonly path: string; readonly format: DiskFormat },
	reading: Reading,
): Promise<GivenFile> {
	const { limits, signal, readDisk, collection } = reading
	if (await isBareExt4(path, format))
		return {
			path: given,
			kind: 'archive',
			taken: await takeAll(diskEntries({ path, format, limits, signal }), given, reading),
		}
	const disk = { path, shown: given, format, limits, signal, readDisk }
	return {
		path: given,
		kind: 'disk',
		...(await readDiskImage(disk, (entry) => collection.take(entry, given))),
	}
}

async function takeAll(
	entries: AsyncIterable<Entry>,
	source: string,
	{ collection }: Reading,
): Promise<number> {
	let taken = 0
	for await (const entry of entries) if (await collection.take(entry, source)) taken++
	return taken
}

const takeArchive = (shown: string, input: Readable, reading: Reading, compression?: Compression) =>
	takeAll(
		archiveEntries({ shown, input, compression, limits: reading.limits, signal: reading.signal }),
		shown,
		reading,
	)

async function readDeb(path: string, reading: Reading): Promise<GivenFile> {
	const members = await arMembers(path, path)
	const control = members.find(({ name }) => name.startsWith('control.tar'))
	const data = members.find(({ name }) => name.startsWith('data.tar'))
	if (control === undefined || data === undefined || data.size === 0)
		throw new ArtifactError(
			`${path}: is no .deb: its members are ${members.map(({ name }) => name).join(', ') || 'none'}. Expected control.tar and data.tar.`,
			{ hint: 'The file is damaged or an archive of another kind: get it anew.' },
		)
	const slice = ({ offset, size }: typeof data) =>
		createReadStream(path, { start: offset, end: offset + size - 1 })
	const compression = compressionOf(await sliceHead(path, data.offset))
	const texts = await debControl(path, slice(control), reading)
	const packageName = /^Package: (\S+)$/m.exec(texts.control)?.[1]
	const once = new Once(path, reading.collection)
	const { limits, signal } = reading
	const isRead =
		compression === 'xz' &&
		reading.collection.takeNamed !== undefined &&
		(await readListedDeb({ path, data, ...texts, limits, signal }, once))
	if (!isRead) await takeArchive(path, slice(data), { ...reading, collection: once }, compression)
	return { path, kind: 'deb', packageName, taken: once.taken }
}

const debTexts = ['control', 'md5sums', 'conffiles'] as const
const maxDebText = 4 * 1024 * 1024

/** What a package says of itself; what it does not have is empty. */
async function debControl(
	path: string,
	input: Readable,
	{ limits, signal }: Reading,
): Promise<Readonly<Record<(typeof debTexts)[number], string>>> {
	const texts = { control: '', md5sums: '', conffiles: '' }
	for await (const entry of archiveEntries({ shown: path, input, limits, signal })) {
		const name = debTexts.find((one) => one === entry.path)
		if (name !== undefined && entry.size < maxDebText) texts[name] = (await entry.content()).toString('utf8')
	}
	return texts
}

/** A compressed archive, or a compressed file: what is at its beginning tells. */
async function readCompressed(
	path: string,
	compression: Compression,
	size: number,
	reading: Reading,
): Promise<GivenFile> {
	const head = await unpackedHead(path, compression, reading)
	const inner = containerOf(head)
	if (inner.kind === 'disk' || inner.kind === 'ova')
		throw new ArtifactError(
			`${path}: is a disk image that is compressed (${compression}). Expected it as it was.`,
			{ hint: 'Unpack it, and give what comes out.' },
		)
	if (inner.kind === 'tar' || inner.kind === 'cpio')
		return {
			path,
			kind: 'archive',
			taken: await takeArchive(path, createReadStream(path), reading, compression),
		}
	return readPlain(path, size, head, reading)
}

async function unpackedHead(
	path: string,
	compression: Compression,
	{ signal, limits }: Reading,
): Promise<Buffer> {
	const confinement: Confinement = { signal, deadline: limits.deadline }
	const program = decompressStream(compression, createReadStream(path), confinement)
	const chunks: Buffer[] = []
	let size = 0
	for await (const chunk of program.stdout as AsyncIterable<Buffer>) {
		chunks.push(chunk)
		size += chunk.length
		if (size >= headerBytes) break
	}
	program.stop()
	const { stderr } = await program.ended
	if (size === 0)
		throw new ArtifactError(
			`${path}: cannot be unpacked as ${compression}: ${stderr || 'it is empty'}. Expected an archive, a kernel image or a configuration.`,
			{
				hint: 'The file is cut off or damaged: get it anew, and compare its checksum with that of its source.',
			},
		)
	return Buffer.concat(chunks).subarray(0, headerBytes)
}

async function readPlain(path: string, size: number, head: Buffer, reading: Reading): Promise<GivenFile> {
	if (await reading.collection.take(diskEntry(path, size), path)) return { path, kind: 'file', taken: 1 }
	throw new ArtifactError(
		`${path}: is no kernel image, no package and no kernel configuration; it begins with ${shownHead(head)}. ` +
			'Expected a bzImage, vmlinux, arm64 Image or UKI, a .deb, .rpm, .apk, .pkg.tar.zst or tarball, or a .config.',
		{ hint: 'Give the files of the kernel: what is in /boot, /lib/modules/RELEASE, or its packages.' },
	)
}

const shownHead = (head: Buffer): string => JSON.stringify(head.toString('latin1', 0, 24))

async function sliceHead(path: string, offset: number): Promise<Buffer> {
	await using file = await open(path)
	const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, offset)
	return buffer.subarray(0, bytesRead)
}

/** The lead of an rpm has its name, version and release at a fixed place. */
function rpmLead(head: Buffer): Pick<GivenFile, 'packageName' | 'packageVersion'> {
	const text = head.toString('latin1', 10, 76).split('\0')[0]!
	const [, packageName, packageVersion] = /^(.+)-([^-]+-[^-]+)$/.exec(text) ?? []
	return { packageName, packageVersion }
}
