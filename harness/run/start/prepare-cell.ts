import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { evidenceFiles, explainError, TimeoutError } from '#results'
import { type Guest, makeOwnedDirectory } from '#vm'
import { guestCommands } from '#vm/guest/commands'
import { daemonJournal, installDocker, type Installed, readJournal } from '../stack/install.ts'
import { loadImage } from '../stack/load-image.ts'
import { programsEndedIn } from './ended-programs.ts'
import type { StartingCell } from './starting-cell.ts'

/** Milliseconds for dockerd-rootless-setuptool.sh; the daemon's first start takes 11 to 16 s under TCG on an idle host. */
const INSTALL_DEADLINE = { kvm: 120_000, tcg: 300_000 } as const

/** Installs a cell's stack in a guest and loads the probe image, when the daemon did start. */
export async function prepareCell(guest: Guest, of: StartingCell): Promise<Installed> {
	const { cell, artifacts, place, signal, phase } = of
	const deadline = INSTALL_DEADLINE[place.host.accelerator]
	const installed = await phase('install', () =>
		installDocker({ guest, cell, parts: artifacts.parts, signal, deadline }),
	)
	if (installed.daemon.state === 'active')
		await phase('load', async () => {
			await using socket = await dockerSocket(guest)
			await loadImage(socket.path, artifacts.probe.path, { signal })
		})
	return installed
}

/** A unix socket of the host that leads to the rootless daemon's API until it is disposed of. */
export async function dockerSocket(guest: Guest): Promise<AsyncDisposable & { readonly path: string }> {
	// Short, since a unix socket's path must stay below 108 bytes; private, since it leads to a daemon.
	const directory = await makeOwnedDirectory('cell')
	const remove = () => rm(directory, { recursive: true, force: true })
	try {
		const path = join(directory, 'docker.sock')
		const forward = await guest.forwardUnixSocket(path, '/run/user/1000/docker.sock')
		return {
			path,
			async [Symbol.asyncDispose]() {
				await forward[Symbol.asyncDispose]()
				await remove()
			},
		}
	} catch (error) {
		await remove()
		throw error
	}
}

/** Has the guest's kernel note which packets it drops, where it can: evidence, without which a cell is as good. */
export async function traceDrops(guest: Guest, signal: AbortSignal): Promise<void> {
	await guest.exec(guestCommands.traceDrops('start'), { signal }).catch(() => undefined)
}

/** Milliseconds for all of it, and for what is left of it once the run is interrupted: the process is ended after 15 s. */
const EVIDENCE_DEADLINE = 30_000
const EVIDENCE_GRACE = 4_000

/**
 * Writes the guest's journals. Best effort: the guest may be gone, and what it was is in the serial console then.
 * `interrupted` is the run's. Returns what the kernel ended of the stack, in words.
 */
export async function collectEvidence(
	guest: Guest,
	evidenceDir: string,
	interrupted: AbortSignal,
	grace = EVIDENCE_GRACE,
): Promise<readonly string[]> {
	if (guest.lost.aborted) return []
	using limit = evidenceLimit(interrupted, grace)
	const { signal } = limit
	try {
		await writeFile(join(evidenceDir, evidenceFiles.daemonJournal), await daemonJournal(guest, signal))
		const journal = await readJournal(guest, ['--boot'], signal)
		await writeFile(join(evidenceDir, evidenceFiles.systemJournal), journal)
		// Without them the others are as good.
		const drops = await guest.exec(guestCommands.traceDrops('show'), { signal }).catch(() => undefined)
		if (drops?.stdout) await writeFile(join(evidenceDir, evidenceFiles.drops), drops.stdout)
		return programsEndedIn(journal)
	} catch (error) {
		// On a full disk not even that.
		const text = `${explainError(error)}\n`
		await writeFile(join(evidenceDir, 'evidence-missing.txt'), text).catch(() => undefined)
		return []
	}
}

/** {@link collectEvidence} of a cell's VM; what its kernel ended is noted, since what fails after that fails because of it. */
export async function leaveEvidence(guest: Guest, { cell, place, signal, log }: StartingCell): Promise<void> {
	for (const ended of await collectEvidence(guest, place.evidenceDir, signal)) log(`${cell.slug}: ${ended}`)
}

function evidenceLimit(
	interrupted: AbortSignal,
	grace: number,
): Disposable & { readonly signal: AbortSignal } {
	const controller = new AbortController()
	const end = () => controller.abort(new TimeoutError('The guest did not give its journals in time.'))
	const timers = [setTimeout(end, EVIDENCE_DEADLINE)]
	const hurry = () => void timers.push(setTimeout(end, grace))
	if (interrupted.aborted) hurry()
	else interrupted.addEventListener('abort', hurry, { once: true })
	return {
		signal: controller.signal,
		[Symbol.dispose]() {
			timers.forEach(clearTimeout)
			interrupted.removeEventListener('abort', hurry)
		},
	}
}
