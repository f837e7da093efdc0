import { stringify } from 'yaml'
import { ConfigurationError } from '#results/errors'
import type { VmSpec } from '../spec.ts'
import { limaNetwork } from './network.ts'
import type { LimaPlatform } from './platform.ts'

/** The oldest limactl that is known to take what is written here. */
export const MINIMUM_LIMA = '2.0.2'

interface FileOf {
	readonly location: string
}

/** The part of Lima's template that the driver says. What it does not say, Lima decides. */
interface LimaTemplate {
	readonly minimumLimaVersion: string
	readonly vmType: LimaPlatform['vmType']
	readonly arch: LimaPlatform['arch']
	/** No guest agent, no mounts, no forwarding but SSH, no containerd. */
	readonly plain: true
	readonly cpus: number
	readonly memory: string
	/** Bytes, as Lima reads sizes: the root disk is not made larger. */
	readonly disk: string
	readonly firmware?: { readonly legacyBIOS: true } | undefined
	readonly images: readonly [
		{
			readonly location: string
			readonly arch: LimaPlatform['arch']
			readonly kernel: FileOf & { readonly cmdline: string }
			readonly initrd: FileOf
		},
	]
	readonly additionalDisks: readonly { readonly name: string; readonly format: false }[]
	readonly mounts: readonly never[]
	readonly containerd: { readonly system: false; readonly user: false }
	readonly ssh: {
		/** 0: a free one. */
		readonly localPort: 0
		readonly loadDotSSHPubKeys: false
		readonly forwardAgent: false
		readonly overVsock: false
	}
	readonly user: {
		readonly name: string
		readonly uid: number
		readonly home: string
		readonly shell: string
	}
	readonly hostResolver: { readonly enabled: false }
	readonly propagateProxyEnv: false
	readonly portForwards: readonly { readonly guestIP: string; readonly proto: 'any'; readonly ignore: true }[]
	readonly video: { readonly display: 'none' }
}

/** What a VM's own start decides. */
export interface LimaFiles {
	/** The root disk's image, in the platform's format. */
	readonly root: string
	readonly rootBytes: number
	readonly vmlinuz: string
	/** Initrd and seed in one. */
	readonly initrd: string
	/** Lima's names of the disks that were imported, in the spec's order. */
	readonly disks: readonly string[]
}

/**
 * The template of a VM.
 * @param words what the kernel is told, whatever runs it
 */
export function limaTemplate(
	spec: Pick<VmSpec, 'cpus' | 'memoryMiB' | 'cmdline'>,
	files: LimaFiles,
	platform: LimaPlatform,
	words: readonly string[],
): LimaTemplate {
	const { vmType, arch } = platform
	return {
		minimumLimaVersion: MINIMUM_LIMA,
		vmType,
		arch,
		plain: true,
		cpus: spec.cpus,
		memory: `${spec.memoryMiB}MiB`,
		disk: `${files.rootBytes}`,
		...(vmType === 'qemu' && arch === 'x86_64' ? { firmware: { legacyBIOS: true } } : {}),
		images: [
			{
				location: files.root,
				arch,
				kernel: { location: files.vmlinuz, cmdline: kernelLine(spec, platform, words) },
				initrd: { location: files.initrd },
			},
		],
		additionalDisks: files.disks.map((name) => ({ name, format: false })),
		mounts: [],
		containerd: { system: false, user: false },
		// sshd answers over the guest's only network card, as under every driver.
		ssh: { localPort: 0, loadDotSSHPubKeys: false, forwardAgent: false, overVsock: false },
		user: { name: 'rootless', uid: 1000, home: '/home/rootless', shell: '/bin/bash' },
		hostResolver: { enabled: false },
		propagateProxyEnv: false,
		portForwards: [{ guestIP: '0.0.0.0', proto: 'any', ignore: true }],
		video: { display: 'none' },
	}
}

/** Lima starts a guest that panics or reboots again: it is to stand still instead, for its console to be read. */
function kernelLine(
	{ cmdline = [] }: Pick<VmSpec, 'cmdline'>,
	{ console }: LimaPlatform,
	words: readonly string[],
): string {
	const common = words.filter((word) => !/^(console|panic)=/.test(word))
	return [`console=${console}`, 'panic=0', ...common, limaNetwork.kernelWord, ...cmdline].join(' ')
}

/** @throws ConfigurationError naming all that Lima could not be told. */
export function checkTemplate({ cpus, memory, images: [image], additionalDisks }: LimaTemplate): void {
	const files = [image.location, image.kernel.location, image.initrd.location]
	const problems = [
		...files.filter((path) => !path.startsWith('/')).map((path) => `${path} is no absolute path`),
		...(Number.isInteger(cpus) && cpus > 0 ? [] : [`${cpus} processors`]),
		...(/^[1-9]\d*MiB$/.test(memory) ? [] : [`${memory} of memory`]),
		// oxlint-disable-next-line no-control-regex
		...(/[\u0000-\u001f]/.test(image.kernel.cmdline)
			? ['a control character in the kernel’s command line']
			: []),
		...additionalDisks
			.filter(({ name }) => !/^[a-z0-9][a-z0-9-]{0,40}$/.test(name))
			.map(({ name }) => `a disk called ${JSON.stringify(name)}`),
	]
	if (problems.length > 0)
		throw new ConfigurationError(`Lima cannot be told of this VM: ${problems.join('; ')}.`)
}

/** As Lima reads it. No line is folded: a kernel's command line is one. */
export const templateYaml = (template: LimaTemplate): string =>
	`# Written by rootless-matrix for one VM.\n${stringify(template, { lineWidth: 0 })}`
