import { createHash } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { writeAtomic } from '../../host/index.ts'
import { binaryIdentity } from '../binary.ts'

const cached = z.object({
	qemuVersion: z.string(),
	accelerator: z.enum(['kvm', 'tcg']),
	reason: z.string(),
	workarounds: z.array(z.object({ args: z.array(z.string()).readonly(), reason: z.string() })).readonly(),
})

/** What a probe found out that does not change until the host does. */
export type CachedProbe = z.infer<typeof cached>

const fileOf = (cacheDir: string, identity: string) => join(cacheDir, `accelerator-${identity}.json`)

/** Everything the answer depends on: this machine, its kernel, its QEMU, the guest's kernel. */
export async function hostIdentity(of: {
	readonly qemu: string
	readonly qemuVersion: string
	readonly vmlinuz: string
	readonly kvmTrouble: string | undefined
}): Promise<string> {
	const machineId = await readFile('/etc/machine-id', 'utf8').catch(() => '')
	const binary = await binaryIdentity(of.qemu)
	const kernel = `${basename(of.vmlinuz)} ${(await stat(of.vmlinuz)).size}`
	const facts = [machineId, cpus()[0]?.model, release(), of.qemuVersion, binary, kernel, of.kvmTrouble]
	return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16)
}

/** A damaged or foreign file is no answer: the probe runs again. */
export async function cachedProbe(cacheDir: string, identity: string): Promise<CachedProbe | undefined> {
	try {
		return cached.parse(JSON.parse(await readFile(fileOf(cacheDir, identity), 'utf8')))
	} catch {
		return undefined
	}
}

export async function cacheProbe(cacheDir: string, identity: string, probe: CachedProbe): Promise<void> {
	await mkdir(cacheDir, { recursive: true })
	await writeAtomic(fileOf(cacheDir, identity), JSON.stringify(cached.parse(probe), null, 2))
}
