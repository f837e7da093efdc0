import { open } from 'node:fs/promises'
import type { Architecture } from '#results/architecture'
import { ArtifactFault } from './fault.ts'

/** e_machine of elf.h, for messages too. */
const machines: Readonly<Record<number, string>> = {
	3: 'i386',
	20: 'ppc',
	21: 'ppc64',
	22: 's390x',
	40: 'arm',
	62: 'x86_64',
	183: 'aarch64',
	243: 'riscv64',
	258: 'loongarch64',
}

export type ProgramKind =
	| { readonly kind: 'elf'; readonly machine: string }
	| { readonly kind: 'script' }
	| { readonly kind: 'other' }

/** What the first bytes of a file say it is; 20 are enough. */
export function programKind(head: Buffer): ProgramKind {
	if (head.subarray(0, 2).toString('latin1') === '#!') return { kind: 'script' }
	if (head.length < 20 || head.readUInt32BE(0) !== 0x7f454c46) return { kind: 'other' }
	const machine = head[5] === 2 ? head.readUInt16BE(18) : head.readUInt16LE(18)
	return { kind: 'elf', machine: machines[machine] ?? `machine ${machine}` }
}

/**
 * Makes sure that the guest could run a file. `where` names it in the error.
 * @throws ArtifactFault `wrong-architecture`, or `missing-program` for what is no program at all.
 */
export async function assertRunnable(path: string, where: string, arch: Architecture): Promise<void> {
	const file = await open(path, 'r')
	const head = Buffer.alloc(20)
	try {
		const { bytesRead } = await file.read(head, 0, head.length, 0)
		const found = programKind(head.subarray(0, bytesRead))
		if (found.kind === 'script' || (found.kind === 'elf' && found.machine === arch)) return
		if (found.kind === 'other')
			throw new ArtifactFault('missing-program', `${where} is neither an ELF program nor a script.`, {
				hint: 'The file is damaged, or is not what its name says.',
			})
		throw new ArtifactFault(
			'wrong-architecture',
			`${where} is a program for ${found.machine}; the guest is ${arch}.`,
			{ hint: `Name the files for ${arch}.` },
		)
	} finally {
		await file.close()
	}
}
