import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { cpus, release } from 'node:os'
import { basename, join } from 'node:path'
import type { AcceleratorProbe } from './accelerator.ts'
import { binaryIdentity } from './binary.ts'

type CachedProbe = Pick<AcceleratorProbe, 'qemuVersion' | 'accelerator' | 'reason' | 'workarounds'>

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
		const { qemuVersion, accelerator, reason, workarounds } = JSON.parse(
			await readFile(fileOf(cacheDir, identity), 'utf8'),
		) as CachedProbe
		if ((accelerator !== 'kvm' && accelerator !== 'tcg') || !Array.isArray(workarounds)) return undefined
		return { qemuVersion, accelerator, reason, workarounds }
	} catch {
		return undefined
	}
}

export async function cacheProbe(cacheDir: string, identity: string, probe: CachedProbe): Promise<void> {
	await mkdir(cacheDir, { recursive: true })
	const { qemuVersion, accelerator, reason, workarounds } = probe
	const temporary = `${fileOf(cacheDir, identity)}.${process.pid}.tmp`
	await writeFile(temporary, JSON.stringify({ qemuVersion, accelerator, reason, workarounds }, null, 2))
	await rename(temporary, fileOf(cacheDir, identity))
}
