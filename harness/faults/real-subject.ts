import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheDirectory } from '#images'
import { processesOf } from './leftovers.ts'
import type { Subject } from './subject.ts'
import { type Harness, startProcess } from './workspace.ts'

const bin = join(import.meta.dirname, '../cli/bin.js')

/** The harness over real VMs: the product's own command line and cache, on the cells of a preset that a pattern names. */
export function realSubject(only: string): Subject {
	return {
		ownCache: false,
		cache: cacheDirectory(),
		hangsAfterMs: 20 * 60_000,
		argv: ({ runs }, { beginning }) => [
			...['run', '--preset', 'quick', '--only', only, '--jobs', '1', '--runs-dir', runs],
			...(beginning === 'no-snapshots' ? ['--no-snapshots'] : []),
		],
		prepare: async () => undefined,
		start: async (workspace, argv) => startProcess(workspace, [bin, ...argv]),
		heal: () => undefined,
		async run(workspace, argv) {
			const harness = startProcess(workspace, [bin, ...argv])
			const code = await harness.ended
			return { code: typeof code === 'number' ? code : 3, output: harness.output() }
		},
		async strikeVm(harness, signal) {
			for (const pid of await machinesOf(harness)) process.kill(pid, signal)
		},
	}
}

/** Process ids of the VMs of a harness: QEMUs whose command lines name its directory. */
async function machinesOf({ dir }: Harness): Promise<number[]> {
	const pids: number[] = []
	for (const one of await processesOf(dir)) {
		const pid = Number(one.split(' ')[1])
		const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')
		if (name.startsWith('qemu-system')) pids.push(pid)
	}
	return pids
}
