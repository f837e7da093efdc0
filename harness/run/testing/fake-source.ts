import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Cache } from '#images'
import type { CellArtifacts } from '../artifacts/run-artifacts.ts'
import type { ArtifactSource } from '../artifacts/open-source.ts'
import type { SuitesSource } from '../host/spare-suites.ts'

/** For tests: what a cell boots with, as small files in a directory. */
export async function fakeCellArtifacts(dir: string): Promise<CellArtifacts> {
	await mkdir(dir, { recursive: true })
	const file = async (name: string) => {
		await writeFile(join(dir, name), name)
		return join(dir, name)
	}
	return {
		kernel: {
			release: '6.12.107',
			vmlinuz: await file('vmlinuz'),
			initrd: await file('initrd'),
			modulesImage: await file('modules.ext4'),
			origins: [],
		},
		base: { path: await file('base.ext4'), key: 'base' },
		parts: [],
		probe: { path: await file('probe.tar'), name: 'probe' },
	}
}

/** For tests: the same artifacts for every cell, whose cache is below `root`. Each call is a process of its own, as far as the cache knows. */
export function fakeSource(root: string, artifacts: CellArtifacts): ArtifactSource {
	return {
		cache: new Cache(join(root, 'cache')),
		forCell: async () => artifacts,
		stack: async () => [...artifacts.parts],
		kernel: async () => artifacts.kernel,
		probeInitrd: async () => artifacts.kernel.initrd,
	}
}

/** For tests: suites that pass two checks, one of which says much, without asking anybody. `during` is called in the middle of a cell's checks. */
export function fakeSuites(during: (slug: string) => void | Promise<void> = () => undefined): SuitesSource {
	return {
		open: async () => ({
			async run({ cell }, { signal, onEvent }) {
				onEvent({ type: 'check.started', check: 'dns.udp' })
				await during(cell.slug)
				onEvent({ type: 'check.ended', check: 'dns.tcp', outcome: 'pass', ms: 1, message: 'x'.repeat(4096) })
				signal?.throwIfAborted()
				onEvent({ type: 'check.ended', check: 'dns.udp', outcome: 'pass', ms: 1 })
			},
			[Symbol.asyncDispose]: async () => undefined,
		}),
		prepare: async () => undefined,
	}
}

/** For tests: a guest whose daemon refuses to start: nothing has to be loaded or started in it then. */
export const refusing = (command: string) => {
	if (command.includes('install-docker')) return { code: 1 }
	if (command.includes('is-active')) return { stdout: 'failed\n', code: 3 }
	if (command.includes('/journal')) return { stdout: 'failed to start daemon: no br_netfilter\n' }
	return {}
}
