import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Architecture } from '#results/architecture'
import { builderCode } from '#harness/sources'
import { ArtifactFault, type Busybox, type Cache } from '#images'
import { buildDiskInitrd, copyOutOfDisk, defaultDriver, readKernelTree, type WholeDisk } from '#vm'
import { sumOfFile } from '#vm/kernel'

/** What a guest is booted with that reads a disk. */
export interface DiskGuestFiles {
	readonly vmlinuz: string
	/** From `buildDiskInitrd`. */
	readonly initrd: string
	/** From `buildProbeInitrd`. */
	readonly probeInitrd: string
}

interface DiskReading {
	readonly cache: Cache
	/** Of the guest, as of its files. */
	readonly arch: Architecture
	/** Asked for only when a guest has to be booted. */
	readonly guestFiles: () => Promise<DiskGuestFiles>
	readonly signal: AbortSignal
	readonly log: (message: string) => void
}

/**
 * Brings what a disk has of kernels into the cache, once for the same content, and returns that as an archive. A disk is read by
 * the default driver, whichever runs the cells.
 * @throws what `copyOutOfDisk` throws; HostError when no guest boots here; ArtifactFault when the file changes meanwhile.
 */
export async function readDisk(
	{ path, shown, format, limits: { maxBytes } }: WholeDisk,
	{ cache, arch, guestFiles, signal, log }: DiskReading,
): Promise<string> {
	const sum = await sumOfFile(path, { signal })
	const dir = await cache.entry({
		kind: 'disks',
		inputs: { code: await builderCode('disks'), sum, format, maxBytes },
		signal,
		build: async (into) => {
			const { vmlinuz, initrd, probeInitrd } = await guestFiles()
			const cacheDir = join(cache.root, 'accelerator')
			const host = await defaultDriver.probe({ arch, vmlinuz, initrd: probeInitrd, cacheDir, signal, log })
			const emulated = host.accelerator === 'tcg' ? ', emulated, which takes a minute or so' : ''
			log(`Booting a guest to read ${shown}${emulated}`)
			const out = join(into, 'kernels.cpio')
			// Sparse: it takes what the guest writes.
			await writeFile(out, '', { mode: 0o600 })
			await truncate(out, maxBytes)
			await copyOutOfDisk({ host, vmlinuz, initrd, disk: { path, shown, format }, out, signal })
			if ((await sumOfFile(path, { signal })) !== sum)
				throw new ArtifactFault(
					'changed-file',
					`${shown}: changed while it was read, so nothing was made of it.`,
					{
						hint: 'Is it the disk of a virtual machine that runs? Stop that, or take a copy.',
					},
				)
		},
	})
	return join(dir, 'kernels.cpio')
}

/** What boots the guest, made once for a kernel. */
export async function diskGuestInitrd(
	cache: Cache,
	{ found, busybox, signal }: { found: { tree: string; key: string }; busybox: Busybox; signal: AbortSignal },
): Promise<Omit<DiskGuestFiles, 'probeInitrd'>> {
	const kernel = await readKernelTree([found.tree])
	const dir = await cache.entry({
		kind: 'initrd',
		inputs: { code: await builderCode('initrd'), disks: true, kernel: found.key, busybox: busybox.key },
		signal,
		build: (into) => buildDiskInitrd({ kernel, busybox: busybox.path, out: join(into, 'initrd'), signal }),
	})
	return { vmlinuz: kernel.vmlinuz, initrd: join(dir, 'initrd') }
}
