import { access, constants, open } from 'node:fs/promises'
import { type Architecture, hostArchitecture } from '#results/architecture'
import { HostError } from '#results/errors'
import { cachedProbe, cacheProbe, hostIdentity } from './accelerator-cache.ts'
import type { HostProbe, HostProbeOptions } from '../../driver.ts'
import { cpuModel } from './cpu.ts'
import { bootProbeGuest } from './probe-guest.ts'
import type { AcceleratorName } from '../../spec.ts'
import { qemuVersionOf } from '../version.ts'

export type AcceleratorProbe = HostProbe

export interface ProbeOptions extends HostProbeOptions {
	/** A name on PATH or a path. */
	readonly qemu: string
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
	const arch = options.arch ?? hostArchitecture()
	const kvmTrouble = await whyNoKvm(arch)
	const identity = await hostIdentity({ qemu, qemuVersion, vmlinuz: options.vmlinuz, kvmTrouble })
	const hostOf = (accelerator: AcceleratorName) => ({
		driver: 'QEMU',
		program: qemu,
		driverVersion: qemuVersion,
		accelerator,
		arch,
	})
	const known = await cachedProbe(cacheDir, identity)
	if (known) {
		const { accelerator, reason, workarounds } = known
		return { ...hostOf(accelerator), reason, workarounds, cached: true, ms: 0 }
	}

	const boot = (accelerator: 'kvm' | 'tcg') => {
		log(`Probing ${accelerator} with a tiny guest (up to ${deadlines[accelerator] / 1000} s)`)
		return bootProbeGuest({ ...options, host: hostOf(accelerator), deadline: deadlines[accelerator] })
	}
	const found = async (): Promise<Pick<AcceleratorProbe, 'accelerator' | 'reason'>> => {
		const kvm = kvmTrouble === undefined ? await boot('kvm') : { alive: false as const, why: kvmTrouble }
		if (kvm.alive) return { accelerator: 'kvm', reason: `a guest booted under KVM in ${seconds(kvm.ms)}` }
		const tcg = await boot('tcg')
		if (!tcg.alive)
			throw new HostError(`No guest boots on this host: KVM: ${kvm.why}; TCG: ${tcg.why}`, {
				output: tcg.console,
				hint: `Is the kernel one for ${arch}, and does \`${qemu} -version\` work?`,
			})
		return { accelerator: 'tcg', reason: `${kvm.why}; emulated, a guest booted in ${seconds(tcg.ms)}` }
	}
	const { accelerator, reason } = await found()
	const { workarounds } = cpuModel(hostOf(accelerator))
	await cacheProbe(cacheDir, identity, { qemuVersion, accelerator, reason, workarounds })
	const ms = Math.round(performance.now() - started)
	return { ...hostOf(accelerator), reason, workarounds, cached: false, ms }
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

async function whyNoKvm(arch: Architecture): Promise<string | undefined> {
	const own = hostArchitecture()
	if (arch !== own) return `this machine is ${own} and the guests are ${arch}`
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
