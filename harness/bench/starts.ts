import type { Cell } from '#harness/matrix'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { HostError } from '#results'
import { Cache } from '#images'
import { baseSnapshot, emptySpec, type RunArtifacts, vmCpus } from '#harness/run'
import { defaultDriver, startVm, type VmHost, type VmSpec } from '#vm'

export interface StartTimes {
	/** Milliseconds from nothing to the end of the first command in the guest, by booting; alternating with `restore`. */
	readonly boot: readonly number[]
	/** The same, from the snapshot of that guest. */
	readonly restore: readonly number[]
	/** Bytes of the host's memory that QEMU had at most, in each VM that was restored. */
	readonly peakBytes: readonly number[]
}

/** How long one guest alone on the machine takes until it does what it is told. */
export async function measureStarts(options: {
	readonly cell: Cell
	readonly artifacts: RunArtifacts
	readonly host: VmHost | undefined
	readonly rounds: number
	/** An empty directory on the cache's disk. */
	readonly directory: string
	readonly signal: AbortSignal
	readonly log: (message: string) => void
}): Promise<StartTimes> {
	const { cell, artifacts, host, rounds, directory, signal, log } = options
	if (!host) throw new HostError('This host’s accelerator is not known, so no VM can be started.')
	const evidenceDir = join(directory, 'vm')
	await mkdir(evidenceDir, { recursive: true })
	const parts = await artifacts.forCell(cell)
	const place = {
		driver: defaultDriver,
		host,
		cpus: vmCpus(host.accelerator, 1),
		evidenceDir,
		scratchDir: artifacts.cache.scratch,
	}
	const restore = await baseSnapshot({
		cell,
		artifacts: parts,
		fixtures: [],
		place,
		runDir: directory,
		signal,
		log,
		snapshots: { cache: new Cache(directory), maxBytes: Infinity, notBefore: new Date(0) },
		phase: (_name, work) => work(),
	})
	const spec = emptySpec(cell, parts, place)
	const times = { boot: [] as number[], restore: [] as number[], peakBytes: [] as number[] }
	for (let round = 1; round <= rounds; round++) {
		times.boot.push((await firstCommand(spec, signal)).ms)
		const { ms, peakBytes } = await firstCommand({ ...spec, restore }, signal)
		times.restore.push(ms)
		times.peakBytes.push(peakBytes)
		log(`Start ${round} of ${rounds}: booted in ${times.boot.at(-1)} ms, restored in ${ms} ms`)
	}
	return times
}

async function firstCommand(spec: VmSpec, signal: AbortSignal): Promise<{ ms: number; peakBytes: number }> {
	const began = performance.now()
	const vm = await startVm(spec, { signal })
	try {
		await vm.guest.check(['true'], { signal })
		return { ms: Math.round(performance.now() - began), peakBytes: (await vm.memory())?.peakBytes ?? 0 }
	} finally {
		await vm.stop()
	}
}
