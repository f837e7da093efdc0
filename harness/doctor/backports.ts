import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ASK_ARCHIVES, debianArchive } from './archive.ts'
import type { Host } from './requirement.ts'

/** apt options under which Debian's backports are there too, without a change to the machine's own sources. */
export interface NewerQemu {
	readonly options: readonly string[]
	readonly packages: readonly string[]
	readonly why: string
}

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** The release whose QEMU (7.2) needs a work-around under TCG and is the slower one; its backports have 10.0. */
const codename = 'bookworm'

/**
 * On Debian 12: how to install QEMU from its backports. The sources are the machine's own and one more, in a
 * directory of ours, so that nothing else is ever upgraded from there. Undefined on any other machine.
 */
export async function newerQemu(
	host: Host,
	{ osRelease = '/etc/os-release', etcApt = '/etc/apt' } = {},
): Promise<NewerQemu | undefined> {
	const release = await readFile(osRelease, 'utf8').catch(() => '')
	if (!new RegExp(`^VERSION_CODENAME=${codename}$`, 'm').test(release)) return undefined
	const known = await host.run(ASK_ARCHIVES, { deadline: 60_000, signal: host.signal, env: host.env })
	const mirror = known.state === 'ended' ? debianArchive(known.output) : undefined
	if (!mirror) return undefined
	const dir = join(host.cacheDir, 'apt-backports')
	const sources = join(dir, 'sources.list.d')
	await rm(sources, { recursive: true, force: true })
	await mkdir(sources, { recursive: true })
	await mkdir(join(dir, 'lists/partial'), { recursive: true })
	for (const name of await readdir(join(etcApt, 'sources.list.d')).catch(() => []))
		if (/\.(list|sources)$/.test(name))
			await copyFile(join(etcApt, 'sources.list.d', name), join(sources, name))
	await copyFile(join(etcApt, 'sources.list'), join(sources, 'machine.list')).catch(() => undefined)
	const line = `deb [signed-by=${keyring}] ${mirror} ${codename}-backports main\n`
	await writeFile(join(sources, 'rootless-matrix-backports.list'), line)
	return {
		options: [
			...['-o', 'Dir::Etc::SourceList=/dev/null', '-o', `Dir::Etc::SourceParts=${sources}`],
			...['-o', `Dir::State::Lists=${join(dir, 'lists')}`],
		],
		packages: ['-t', `${codename}-backports`, 'qemu-system-x86', 'qemu-utils'],
		why: "QEMU 10 from Debian's backports emulates about a third faster than Debian 12's 7.2 and needs no work-around.",
	}
}
