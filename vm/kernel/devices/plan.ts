import {
	type ConsoleDriver,
	type DiskDriver,
	type NicDriver,
	usualDevicesOf,
	type VmDevices,
} from '../../spec.ts'
import type { Architecture } from '#results/architecture'
import type { KernelSet } from '../set/index.ts'
import { isAtLeast } from '../../host/index.ts'
import { lookUp } from '../requirements/index.ts'
import { consoles, disksOf, nics, rootFileSystems } from './candidates.ts'
import { type Candidate, chooseDevice, type DeviceChoice } from './choice.ts'

/** Why a kernel cannot run a guest here. */
type Obstacle =
	| '32-bit'
	| 'user-mode-linux'
	| 'other-architecture'
	| 'too-old'
	| 'no-user-namespaces'
	| 'image-format'
	| 'no-guest-support'
	| 'no-disk'
	| 'no-network'
	| 'no-root-file-system'

export interface CannotRun {
	readonly runs: false
	/** Each with a sentence: what was expected, what was found, what to do. */
	readonly obstacles: readonly { readonly obstacle: Obstacle; readonly sentence: string }[]
}

/** The devices of the VM that this kernel boots in. */
export interface DevicePlan {
	readonly runs: true
	readonly disk: DeviceChoice<DiskDriver>
	readonly nic: DeviceChoice<NicDriver>
	readonly console?: DeviceChoice<ConsoleDriver> | undefined
	readonly rootFileSystem: DeviceChoice<'ext4'>
	/** What the initrd loads, in this order; their dependencies come by themselves. */
	readonly initrdModules: readonly string[]
}

interface Guest {
	/** As `uname -m` names it. */
	readonly arch: Architecture
	/** What the guest's systemd is made for; default: what Debian 13's is. */
	readonly minLinux: string
}

type GuestOptions = { readonly [Key in keyof Guest]?: Guest[Key] | undefined }

const debian13: Guest = { arch: 'x86_64', minLinux: '5.4' }

/** What every guest needs beside devices; without one of them systemd or the initrd fails in some obscure way. */
const support: readonly (readonly [option: string, why: string])[] = [
	['BLK_DEV_INITRD', 'the VM boots from an initrd'],
	['DEVTMPFS', '/dev is made by the kernel'],
	['UNIX', 'systemd talks over sockets of the family unix'],
	['TMPFS', '/run is one'],
	['FHANDLE', 'systemd asks for file handles'],
	['CGROUPS', 'systemd puts every process in a control group'],
	['INET', 'the harness talks to the guest over TCP'],
]

/**
 * Chooses, before anything boots, the devices that a kernel has drivers for, or says why it cannot run. Pure.
 * A kernel of another architecture than the guest's has no plan.
 */
export function planDevices(
	set: KernelSet,
	{ arch = debian13.arch, minLinux = debian13.minLinux }: GuestOptions = {},
): DevicePlan | CannotRun {
	const guest = { arch, minLinux }
	const basic = basicObstacles(set, guest)
	if (basic.length > 0) return { runs: false, obstacles: basic }
	const disks = disksOf(guest.arch)
	const disk = chooseDevice(set, disks)
	const nic = chooseDevice(set, nics)
	const console = chooseDevice(set, consoles[guest.arch])
	const rootFileSystem = chooseDevice(set, rootFileSystems)
	if (!isFound(disk) || !isFound(nic) || !isFound(rootFileSystem))
		return {
			runs: false,
			obstacles: [
				...lacking('no-disk', 'disk', disk, disks),
				...lacking('no-network', 'network card', nic, nics),
				...lacking('no-root-file-system', 'root file system', rootFileSystem, rootFileSystems),
			],
		}
	return {
		runs: true,
		disk,
		nic,
		console: isFound(console) ? console : undefined,
		rootFileSystem,
		initrdModules: [
			...new Set([disk, nic, rootFileSystem, console].flatMap((one) => (isFound(one) ? one.modules : []))),
		],
	}
}

type Choice<Driver extends string> = DeviceChoice<Driver> | { readonly passedOver: readonly string[] }

const isFound = <Driver extends string>(choice: Choice<Driver>): choice is DeviceChoice<Driver> =>
	'driver' in choice

/** The devices of a plan as a driver is told them. */
export const devicesOf = (
	{ disk, nic, console }: DevicePlan,
	arch: Architecture = debian13.arch,
): VmDevices => ({
	disk: disk.driver,
	nic: nic.driver,
	console: console?.driver ?? usualDevicesOf(arch).console,
})

/** Why a VM has not the usual devices, a sentence each; none where it has. */
export const departures = ({ disk, nic, console }: DevicePlan): string[] =>
	[
		['disk', disk],
		['network card', nic],
		['console', console],
	].flatMap(([what, choice]) => {
		if (typeof choice !== 'object' || choice.passedOver.length === 0) return []
		return [`The ${what as string} is ${choice.driver}: ${choice.passedOver.join('; ')}.`]
	})

function lacking(obstacle: Obstacle, what: string, choice: Choice<string>, candidates: readonly Candidate[]) {
	if (isFound(choice)) return []
	const names = candidates.map(({ driver }) => driver).join(', ')
	const sentence = `The kernel has no driver for a ${what} that a VM here has; expected one of ${names}. ${choice.passedOver.join('; ')}.`
	return [{ obstacle, sentence }]
}

function basicObstacles(set: KernelSet, guest: Guest): { obstacle: Obstacle; sentence: string }[] {
	const { image, arch, config } = set
	const release = set.release ?? config?.version
	const of = release === undefined ? 'This kernel' : `The kernel ${release}`
	const found: { obstacle: Obstacle; sentence: string }[] = []
	const add = (obstacle: Obstacle, sentence: string) => found.push({ obstacle, sentence })
	if (arch === 'uml')
		add(
			'user-mode-linux',
			`${of} is User Mode Linux, a program, which no virtual machine boots. Expected a kernel for ${guest.arch}.`,
		)
	else if (arch === 'i386' || arch === 'arm')
		add(
			'32-bit',
			`${of} is a 32-bit one (${arch}), and the guest's programs are for ${guest.arch}. Expected a 64-bit kernel.`,
		)
	else if (arch !== 'unknown' && arch !== guest.arch)
		add(
			'other-architecture',
			`${of} is for ${arch}, and the guest is for ${guest.arch}. Expected a kernel for ${guest.arch}.`,
		)
	if (image?.image.format === 'elf' && guest.arch === 'x86_64' && image.image.pvh === false)
		add(
			'image-format',
			`${image.from} is a vmlinux without a PVH entry (CONFIG_PVH), which cannot be started directly. Expected the bzImage of the same build.`,
		)
	if (release !== undefined && !isAtLeast(release, guest.minLinux))
		add('too-old', `${of} is too old: the guest's systemd is made for Linux ${guest.minLinux} or newer.`)
	if (lookUp(set, { options: ['USER_NS'], modules: [] }).presence === 'missing')
		add(
			'no-user-namespaces',
			`${of} has no user namespaces (CONFIG_USER_NS is not set): rootless Docker is impossible on it.`,
		)
	for (const [option, why] of support)
		if (lookUp(set, { options: [option], modules: [] }).presence === 'missing')
			add('no-guest-support', `${of} is built without CONFIG_${option}: ${why}.`)
	return found
}
