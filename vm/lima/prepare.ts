import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateSshKeyPair, type SshKeyPair } from '../guest/index.ts'
import type { Bounded } from '../host/index.ts'
import { seedArchive } from '../kernel/index.ts'
import { accessFiles, cpuModel, kernelWords } from '../qemu/index.ts'
import type { VmHost, VmSpec } from '../spec.ts'
import { importDisks, rootImage } from './disks.ts'
import { give, INSTANCE, type LimaHome, show } from './home.ts'
import type { LimaCalls } from './limactl.ts'
import { limaNetwork, limaSeed } from './network.ts'
import type { LimaPlatform } from './platform.ts'
import { checkTemplate, limaTemplate, templateYaml } from './template.ts'
import { limactlError } from './words.ts'

/** What a start leaves in the evidence directory, whether or not it succeeds. */
export interface LimaEvidence {
	readonly console: string
	readonly template: string
	readonly limactl: string
	readonly hostAgent: string
}

export const evidenceOf = (directory: string): LimaEvidence => ({
	console: join(directory, 'console.log'),
	template: join(directory, 'lima.yaml'),
	limactl: join(directory, 'limactl.log'),
	hostAgent: join(directory, 'lima.ha.stderr.log'),
})

export interface PreparedLima {
	/** How the harness gets in. */
	readonly client: SshKeyPair
	readonly host: SshKeyPair
	/** Lima's names of the disks. */
	readonly disks: readonly string[]
}

/**
 * What QEMU is, and what it emulates: Lima would take KVM wherever there is a /dev/kvm, and the CPU model `max`. Undefined
 * where its own choice is right.
 */
export const qemuOverride = (
	{ accelerator, arch }: Pick<VmHost, 'accelerator' | 'arch'>,
	program: string,
	version: string,
): string | undefined =>
	accelerator === 'kvm'
		? undefined
		: [
				program,
				'-machine',
				'q35,accel=tcg',
				...cpuModel({ accelerator, arch, driverVersion: version }).args,
			].join(' ')

/** Everything a VM needs before it is started: an instance of Lima's with its disks. @throws HostError, ConfigurationError */
export async function prepareLima(
	spec: VmSpec,
	of: { readonly home: LimaHome; readonly calls: LimaCalls; readonly platform: LimaPlatform },
	bounded: Bounded,
): Promise<PreparedLima> {
	const { home, calls, platform } = of
	const evidence = evidenceOf(spec.evidenceDir)
	const identity = {
		client: generateSshKeyPair('rootless-matrix'),
		host: generateSshKeyPair(spec.name),
	}
	await writeLimaKeys(home)
	const initrd = await write(home, 'initrd', await initrdWithSeed(spec, identity))
	const root = await rootImage(spec, home, platform, bounded)
	const vmlinuz = await show(home, spec.vmlinuz, bounded)
	const disks = await importDisks(spec, home, calls, bounded)
	const files = { root: root.path, rootBytes: root.bytes, vmlinuz, initrd, disks }
	const template = limaTemplate(spec, files, platform, kernelWords(spec.host.arch))
	checkTemplate(template)
	const yaml = templateYaml(template)
	await writeFile(evidence.template, yaml)
	const path = await write(home, `${INSTANCE}.yaml`, yaml)
	await validate(path, calls, bounded)
	await calls.call(['create', `--name=${INSTANCE}`, path], { to: 'create the instance', ...bounded })
	return { ...identity, disks }
}

/** limactl warns of a key that it does not know, and leaves it out: it would boot something else. */
async function validate(path: string, calls: LimaCalls, bounded: Bounded): Promise<void> {
	const to = 'have Lima check the template'
	const output = await calls.call(['validate', path], { to, ...bounded })
	if (/unknown field|non-strict yaml/i.test(output))
		throw limactlError(to, { state: 'ended', code: 0, output })
}

async function initrdWithSeed(
	spec: VmSpec,
	identity: { readonly client: SshKeyPair; readonly host: SshKeyPair },
): Promise<Buffer> {
	const seed = [...accessFiles(identity, limaNetwork.sshdConfig), ...limaSeed, ...(spec.seed ?? [])]
	return Buffer.concat([await readFile(spec.initrd), seedArchive(seed)])
}

/** A pair for Lima's own look at the guest, which does not know it: else limactl makes one with ssh-keygen. */
async function writeLimaKeys(home: LimaHome): Promise<void> {
	const pair = generateSshKeyPair('lima')
	const directory = join(home.home, '_config')
	await mkdir(directory, { mode: 0o700 })
	await give(home, directory)
	await write(home, '_config/user', pair.privateKey)
	await write(home, '_config/user.pub', `${pair.publicKey}\n`)
}

async function write(home: LimaHome, name: string, content: string | Buffer): Promise<string> {
	const path = join(home.home, name)
	await writeFile(path, content, { mode: 0o600 })
	await give(home, path)
	return path
}
