import { stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ArtifactError, TimeoutError } from '#results/errors'
import { fairDeadline, followConsole, lastLine, MAX_CONSOLE, silentConsole } from '../../boot/index.ts'
import { abortError, type Bounded, makeOwnedScratch, removeScratch } from '../../host/index.ts'
import { supervise } from '../supervisor.ts'
import { type DiskGuest, diskGuestArgv } from './argv.ts'

/** Milliseconds; an emulated guest boots for 5 s and copies a distribution's kernels in 30 s. */
const defaultDeadline = { kvm: 120_000, tcg: 300_000 } as const

/** What the guest says in the end; it may say what it likes. */
const done = /rootless-matrix-disk: done: (\d{1,7}) MiB/
const fatal = /rootless-matrix-disk: FATAL: (.*)/

/**
 * Boots a guest that copies what makes a kernel out of a disk, as a cpio archive to `out`: its first entry, `mnt/found`, says what
 * is on the disk. All of it is a stranger's.
 * @throws ArtifactError when QEMU does not open the disk, the guest panics over it or does not read it; TimeoutError;
 * InterruptedError. Nothing is left running then.
 */
export async function copyOutOfDisk(guest: DiskGuest & Bounded): Promise<void> {
	const { host, disk, out, signal, deadline = defaultDeadline[host.accelerator] } = guest
	const directory = await makeOwnedScratch('disk')
	const outputFile = join(directory, 'console')
	await writeFile(outputFile, '')
	const qemu = await supervise({
		command: diskGuestArgv(guest, process.getuid?.() === 0 ? 'nobody' : undefined),
		directories: [directory],
		outputFile,
	}).catch(async (error: unknown) => {
		await removeScratch([directory]).catch(() => undefined)
		throw error
	})
	const over = new AbortController()
	let state = silentConsole
	let trouble: Error | undefined
	const fail = (why: Error) => {
		trouble ??= why
		over.abort()
	}
	const onAbort = () => fail(abortError(`Reading ${disk.shown}`, signal!))
	signal?.addEventListener('abort', onAbort, { once: true })
	if (signal?.aborted) onAbort()
	const timer = fairDeadline(deadline, qemu.starved, (elapsed) => {
		fail(new TimeoutError(`${disk.shown}: a guest did not read it within ${Math.round(elapsed / 1000)} s`))
	})
	void qemu.ended.then(() => over.abort())
	try {
		await followConsole(outputFile, {
			signal: over.signal,
			everyMs: 100,
			onChange(next) {
				state = next
				const why =
					next.bytes > MAX_CONSOLE ? 'it printed without end' : (fatal.exec(next.tail)?.[1] ?? next.fatal)
				if (why !== undefined) fail(unreadable(disk.shown, why.trim(), next.tail))
				else if (done.test(next.tail)) over.abort()
			},
		})
	} finally {
		timer[Symbol.dispose]()
		signal?.removeEventListener('abort', onAbort)
		await qemu.kill()
	}
	if (trouble !== undefined) throw trouble
	const mebibytes = Number(done.exec(state.tail)?.[1] ?? NaN)
	if (Number.isNaN(mebibytes)) throw unreadable(disk.shown, lastLine(state) ?? (await qemu.ended), state.tail)
	const { size } = await stat(out)
	await truncate(out, Math.min(size, mebibytes * 2 ** 20))
}

const unreadable = (path: string, why: string, output: string) =>
	new ArtifactError(`${path}: a guest was booted to read it, and did not: ${why}`, {
		output,
		hint: 'The disk is damaged, in use, or of a kind that QEMU does not open: copy /boot and /lib/modules/RELEASE out of it, and give these directories.',
	})
