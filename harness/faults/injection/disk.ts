import { mkdir, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../workspace.ts'

/** A small disk of its own, which can be filled, or broken. */
export interface SmallDisk {
	readonly path: string
	/** Paths that are mounted for it. */
	readonly mounts: readonly string[]
	strike(): Promise<void>
	/** As after a person has made room, or has put the disk right. */
	heal(): Promise<void>
	unmount(): Promise<void>
}

/** A disk in memory. `strike` leaves not one free page. */
export async function tmpfsDisk(path: string, mib: number): Promise<SmallDisk> {
	await mkdir(path, { recursive: true })
	await run('mount', ['-t', 'tmpfs', '-o', `size=${mib}m,mode=0700`, 'tmpfs', path])
	const filler = join(path, 'filler')
	return {
		path,
		mounts: [path],
		async strike() {
			const { bavail, bsize } = await statfs(path)
			await writeFile(filler, Buffer.alloc(bavail * bsize)).catch(() => undefined)
			// What was written meanwhile has taken its part; the rest goes in small pieces.
			await writeFile(`${filler}-2`, Buffer.alloc(65_536)).catch(() => undefined)
		},
		async heal() {
			await rm(filler, { force: true })
			await rm(`${filler}-2`, { force: true })
		},
		unmount: async () => void (await run('umount', [path])),
	}
}

/**
 * A disk of a file, of which `strike` takes nearly all away: what is written then is refused with EIO. `heal` puts back what
 * was on it at that moment.
 */
export async function breakableDisk(path: string, backing: string): Promise<SmallDisk> {
	await mkdir(backing, { recursive: true })
	await mkdir(path, { recursive: true })
	const [image, copy] = [join(backing, 'image'), join(backing, 'copy')]
	await run('truncate', ['-s', '16m', image])
	await run('mke2fs', ['-q', '-F', '-t', 'ext4', '-O', '^has_journal', image])
	const attach = async (): Promise<string> => {
		const device = (await run('losetup', ['--find', '--show', image])).stdout.trim()
		await run('mount', ['-o', 'errors=continue', device, path])
		return device
	}
	let device = await attach()
	const detach = async () => {
		await run('umount', [path])
		await run('losetup', ['--detach', device])
	}
	return {
		path,
		mounts: [path],
		async strike() {
			await run('sync', ['--file-system', path])
			await run('cp', ['--sparse=always', image, copy])
			await run('truncate', ['-s', '64k', image])
			await run('losetup', ['--set-capacity', device])
		},
		async heal() {
			await detach()
			await run('mv', [copy, image])
			device = await attach()
		},
		unmount: detach,
	}
}
