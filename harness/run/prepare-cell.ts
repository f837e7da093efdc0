import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { explainError } from '#results'
import { type Guest, makeOwnedDirectory } from '#vm'
import { daemonJournal, installDocker, type Installed, readJournal } from './install.ts'
import { loadImage } from './load-image.ts'
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

const EVIDENCE_DEADLINE = 30_000

/** Best effort: the guest may be gone, and what it was is in the serial console then. */
export async function collectEvidence(guest: Guest, evidenceDir: string): Promise<void> {
	if (guest.lost.aborted) return
	const signal = AbortSignal.timeout(EVIDENCE_DEADLINE)
	try {
		await writeFile(join(evidenceDir, 'dockerd.journal'), await daemonJournal(guest, signal))
		await writeFile(join(evidenceDir, 'system.journal'), await readJournal(guest, ['--boot'], signal))
	} catch (error) {
		await writeFile(join(evidenceDir, 'evidence-missing.txt'), `${explainError(error)}\n`)
	}
}
