import { access, constants, open } from 'node:fs/promises'
import { HostError } from '#results/errors'
import type { Bounded } from '../host/wait.ts'
import { cachedProbe, cacheProbe, hostIdentity } from './accelerator-cache.ts'
import { type Workaround, cpuModel } from './cpu.ts'
import { bootProbeGuest } from './probe-guest.ts'
import type { VmHost } from './spec.ts'
import { qemuVersionOf } from './version.ts'

export interface AcceleratorProbe extends VmHost {
	/** Why this accelerator, for a person. */
	readonly reason: string
	readonly workarounds: readonly Workaround[]
	/** What the probe took; a cached one took nothing. */
	readonly ms: number
	readonly cached: boolean
}

export interface ProbeOptions extends Bounded {
	/** A name on PATH or a path. */
	readonly qemu: string
	readonly vmlinuz: string
	/** From `buildProbeInitrd`. Without it, a kernel that misses its root disk proves the accelerator. */
	readonly initrd?: string | undefined
	readonly cacheDir: string
	readonly log?: ((message: string) => void) | undefined
}

const deadlines = { kvm: 10_000, tcg: 90_000 } as const

/**
 * Finds out what runs this kernel here by booting it: there are hosts where /dev/kvm opens, a VM can be
 * created, and no ordinary kernel gets past its first instructions.
 * @throws HostError when not even emulation boots it; InterruptedError.
 */
export async function probeAccelerator(options: ProbeOptions): Promise<AcceleratorProbe> {
	const { qemu, cacheDir, signal, log = () => undefined } = options
	const started = performance.now()
	const qemuVersion = await qemuVersionOf(qemu, { signal })
	const kvmTrouble = await cannotOpenKvm()
	const identity = await hostIdentity({ qemu, qemuVersion, vmlinuz: options.vmlinuz, kvmTrouble })
	const known = await cachedProbe(cacheDir, identity)
	if (known) return { ...known, qemu, cached: true, ms: 0 }

	const boot = (accelerator: 'kvm' | 'tcg') => {
		log(`Probing ${accelerator} with a tiny guest (up to ${deadlines[accelerator] / 1000} s)`)
		const host = { qemu, qemuVersion, accelerator }
		return bootProbeGuest({ ...options, host, deadline: deadlines[accelerator] })
	}
	const found = async (): Promise<Pick<AcceleratorProbe, 'accelerator' | 'reason'>> => {
		const kvm = kvmTrouble === undefined ? await boot('kvm') : { alive: false as const, why: kvmTrouble }
		if (kvm.alive) return { accelerator: 'kvm', reason: `a guest booted under KVM in ${seconds(kvm.ms)}` }
		const tcg = await boot('tcg')
		if (!tcg.alive)
			throw new HostError(`No guest boots on this host: KVM: ${kvm.why}; TCG: ${tcg.why}`, {
				output: tcg.console,
				hint: 'Is the kernel one for x86-64, and does `qemu-system-x86_64 -version` work?',
			})
		return { accelerator: 'tcg', reason: `${kvm.why}; emulated, a guest booted in ${seconds(tcg.ms)}` }
	}
	const { accelerator, reason } = await found()
	const { workarounds } = cpuModel(accelerator, qemuVersion)
	const probe = { qemu, qemuVersion, accelerator, reason, workarounds, cached: false }
	const result = { ...probe, ms: Math.round(performance.now() - started) }
	await cacheProbe(cacheDir, identity, result)
	return result
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

async function cannotOpenKvm(): Promise<string | undefined> {
	try {
		await access('/dev/kvm', constants.F_OK)
	} catch {
		return 'there is no /dev/kvm'
	}
	try {
		await (await open('/dev/kvm', 'r+')).close()
		return undefined
	} catch (error) {
		return `/dev/kvm cannot be opened (${(error as NodeJS.ErrnoException).code})`
	}
}
