import { readFile, rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Bounded, makeOwnedDirectory, writeAtomic } from '../host/index.ts'
import { type Compression, decompress } from './formats/index.ts'
import { moduleFiles, stageModules } from './modules.ts'
import { type CpioEntry, fileMode, newcArchive, withParents } from './newc.ts'
import type { Kernel } from './tree.ts'

/** What stands between the kernel and its root disk and the mgmt network; 5.10 and 6.1 have virtio in modules. */
const virtio = ['virtio_pci', 'virtio_blk', 'virtio_net', 'ext4']

const compressions: Readonly<Record<string, Compression>> = { xz: 'xz', zst: 'zstd', gz: 'gzip' }

/** Bytes of a module that is needed to boot; ext4 with all its debug information has ten million. */
const maxModuleBytes = 128 * 1024 ** 2

const scriptOf = (name: 'init' | 'probe-init' | 'disk-init') =>
	readFile(fileURLToPath(new URL(`initrd/${name}`, import.meta.url)))

interface InitrdOptions extends Bounded {
	readonly kernel: Kernel
	/** A static one. */
	readonly busybox: string
	readonly out: string
	/** The modules to load, in this order; what they need comes by itself. Default: what reaches virtio disks. */
	readonly needed?: readonly string[] | undefined
	/** What process 1 is; default: what hands over to the root disk. */
	readonly script?: 'init' | 'disk-init'
}

/** Writes the initrd that any VM with this kernel boots from. */
export async function buildInitrd(options: InitrdOptions): Promise<void> {
	const { kernel, busybox, out, needed = virtio, script = 'init', ...bounded } = options
	const base = await makeOwnedDirectory('initrd')
	try {
		await stageModules(kernel, base, bounded)
		const modules: CpioEntry[] = []
		for (const path of await moduleFiles(kernel, base, needed, bounded))
			modules.push(await moduleEntry(path, bounded))
		const order = modules.map(({ path }) => `${basename(path)}\n`).join('')
		await writeInitrd(out, busybox, await scriptOf(script), [
			...modules,
			{ path: 'modules/order', mode: fileMode(0o644), content: Buffer.from(order) },
		])
	} finally {
		await rm(base, { recursive: true, force: true })
	}
}

/** What disks may have on them. vfat asks for its character sets by itself, and nobody would load them. */
const disks = [
	...['virtio_pci', 'virtio_blk', 'ext4', 'xfs', 'btrfs', 'vfat', 'nls_cp437', 'nls_ascii'],
	...['squashfs', 'erofs', 'loop'],
]

/** Writes the initrd of a guest that reads a disk (vm/qemu/disk-guest). The kernel is one of Debian's. */
export const buildDiskInitrd = (options: Omit<InitrdOptions, 'needed' | 'script'>): Promise<void> =>
	buildInitrd({ ...options, needed: disks, script: 'disk-init' })

/** Writes the accelerator probe's initrd: says a word and powers off. */
export async function buildProbeInitrd({ busybox, out }: { busybox: string; out: string }): Promise<void> {
	await writeInitrd(out, busybox, await scriptOf('probe-init'), [])
}

/** Not every kernel's insmod takes compressed modules: they go in plain. */
async function moduleEntry(path: string, bounded: Bounded): Promise<CpioEntry> {
	const [, name, compression] = /([^/]+\.ko)(?:\.(\w+))?$/.exec(path)!
	const packed = compression === undefined ? undefined : compressions[compression]
	const bytes = await readFile(path)
	const content = packed
		? await decompress(basename(path), bytes, packed, { ...bounded, max: maxModuleBytes })
		: bytes
	return { path: `modules/${name}`, mode: fileMode(0o644), content }
}

async function writeInitrd(out: string, busybox: string, init: Buffer, entries: CpioEntry[]): Promise<void> {
	const archive = newcArchive(
		withParents([
			{ path: 'bin/busybox', mode: fileMode(0o755), content: await readFile(busybox) },
			{ path: 'init', mode: fileMode(0o755), content: init },
			...entries,
		]),
	)
	await writeAtomic(out, archive)
}
