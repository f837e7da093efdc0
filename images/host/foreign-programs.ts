import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Architecture, hostArchitecture } from '#results/architecture'
import { ArtifactFault } from '../artifacts/fault.ts'

/** Where Linux says whose programs it hands to which emulator. */
const registrations = '/proc/sys/fs/binfmt_misc'

/** e_machine of elf.h, in hexadecimal digits, as it stands in a registration. */
const machines: Readonly<Record<Architecture, string>> = { x86_64: '3e00', aarch64: 'b700' }

/**
 * Whether Linux runs programs of an architecture, by an emulator that it keeps open (`F`): in another root there is none.
 * @param dir of binfmt_misc; default: the one of this machine
 */
export async function runsPrograms(arch: Architecture, dir: string = registrations): Promise<boolean> {
	if (arch === hostArchitecture()) return true
	for (const name of await readdir(dir).catch(() => [])) {
		const text = await readFile(join(dir, name), 'utf8').catch(() => '')
		const isFor = new RegExp(`^magic 7f454c46[0-9a-f]{28}${machines[arch]}$`, 'm').test(text)
		if (isFor && /^enabled$/m.test(text) && /^flags: .*F/m.test(text)) return true
	}
	return false
}

/** @throws ArtifactFault `unsupported` where a guest's own programs, which set it up, cannot be run here. */
export async function assertRunsPrograms(arch: Architecture, dir?: string): Promise<void> {
	if (await runsPrograms(arch, dir)) return
	throw new ArtifactFault(
		'unsupported',
		`The base image of ${arch} guests cannot be built on this ${hostArchitecture()} machine: its Linux runs no programs for ${arch}.`,
		{
			hint: `As root: apt-get install qemu-user-static binfmt-support. Or copy the cache of a machine that has the image (\`--pull-cache\`).`,
		},
	)
}
