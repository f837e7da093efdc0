import { z } from 'zod'
import { architectures, recordedArchitecture } from '../architecture/index.ts'

/** A rootless daemon cannot load br_netfilter: `unloaded` (nobody did) and `absent` (there is none) differ. */
export const brNetfilterState = z.enum(['loaded', 'unloaded', 'absent'])
export type BrNetfilterState = z.infer<typeof brNetfilterState>

export const portDriver = z.enum(['builtin', 'slirp4netns', 'implicit', 'pesto', 'gvisor-tap-vsock'])
export type PortDriver = z.infer<typeof portDriver>

/** What a named daemon profile sets; a key that is missing leaves the daemon's own default alone. */
export const daemonSettings = z.strictObject({
	icc: z.boolean().optional(),
	userlandProxy: z.boolean().optional(),
	ignoreBrNetfilterError: z
		.string()
		.optional()
		.describe('The exact value of DOCKER_IGNORE_BR_NETFILTER_ERROR; the daemon acts on "1" only.'),
	ipv6: z.boolean().optional(),
	disableHostLoopback: z.boolean().optional().describe('DOCKERD_ROOTLESS_ROOTLESSKIT_DISABLE_HOST_LOOPBACK.'),
	mtu: z.number().int().optional().describe('DOCKERD_ROOTLESS_ROOTLESSKIT_MTU.'),
	detachNetns: z.boolean().optional().describe('DOCKERD_ROOTLESS_ROOTLESSKIT_DETACH_NETNS, from 29.5.0 on.'),
	rootlesskitFlags: z
		.array(z.string())
		.optional()
		.describe('DOCKERD_ROOTLESS_ROOTLESSKIT_FLAGS, a flag each.'),
	slirp4netnsSandbox: z.enum(['auto', 'true', 'false']).optional(),
	slirp4netnsSeccomp: z.enum(['auto', 'true', 'false']).optional(),
	firewallBackend: z.enum(['iptables', 'nftables']).optional(),
	ip6tables: z.boolean().optional(),
	bridge: z.enum(['none']).optional().describe('No default bridge.'),
	storageDriver: z.enum(['overlay2', 'fuse-overlayfs', 'vfs']).optional(),
	containerdSnapshotter: z.boolean().optional().describe('features.containerd-snapshotter of daemon.json.'),
	env: z.record(z.string(), z.string()).optional().describe("More of the daemon's environment."),
	iptables: z
		.enum(['nft', 'legacy'])
		.optional()
		.describe('Which of its two iptables the VM has as `iptables`; missing for the guest’s own choice.'),
	sysctls: z
		.record(z.string(), z.string())
		.optional()
		.describe('Written in the VM, by root, before Docker is installed.'),
})
export type DaemonSettings = z.infer<typeof daemonSettings>

/** The guest of a cell that names none: records of it stay as they were before there was another one. */
export const defaultGuest = 'debian:13'

/** The same guest, but for the user namespaces that AppArmor denies to its stack. */
export const restrictedGuest = 'debian:13-apparmor'

/** The kernel's command line of a cell that adds nothing to it. */
export const noCmdline = 'none'

/** The modules of a cell that says nothing of them: as the kernel brings them. */
export const usualModules = 'default'

/** The earlier Docker of a cell whose daemon is installed and not upgraded. */
export const noUpgrade = 'none'

/** The values of axes that may be left out. */
export const axisDefaults = {
	guest: defaultGuest,
	cmdline: noCmdline,
	modules: usualModules,
	upgradeFrom: noUpgrade,
} as const

/** Whether an axis may be left out. */
export const isOptionalAxis = (axis: keyof Axes): axis is keyof typeof axisDefaults => axis in axisDefaults

/** Whether a value says that there is nothing of its axis: a configuration's name leaves it out. A guest there is always. */
export const isNothing = (axis: keyof Axes, value: string): boolean =>
	axis !== 'guest' && isOptionalAxis(axis) && value === axisDefaults[axis]

/** One value from each axis, as the matrix file writes it. */
export const axes = z.strictObject({
	kernel: z.string().describe('`debian:6.12`, `debian:6.12.107+deb13-cloud-amd64`, `file:PATH`'),
	brNetfilter: brNetfilterState,
	docker: z.string().describe('`debian:26.1`, `upstream:27.5.1`, `local:DIR`'),
	rootlesskit: z.string().describe('`bundled`, or a version from a provider such as `debian:2.0.2`'),
	network: z.string().describe('`slirp4netns`, `slirp4netns@1.2.1`, `pasta@2025_05_03`'),
	portDriver,
	daemon: z.string().describe('The name of a daemon profile.'),
	guest: z
		.string()
		.optional()
		.describe(`The guest’s distribution, such as \`debian:12\`; missing for \`${defaultGuest}\`.`),
	cmdline: z
		.string()
		.optional()
		.describe('What is added to the kernel’s command line, such as `ipv6.disable=1`; missing for nothing.'),
	modules: z
		.string()
		.optional()
		.describe(
			'What the host has of modules other than br_netfilter, such as `ip_tables=absent,tun=loaded`; missing for what the kernel brings.',
		),
	upgradeFrom: z
		.string()
		.optional()
		.describe(
			'The Docker whose containers and networks the cell’s own one is to find when it takes its place, such as `debian:26.1`; missing for none.',
		),
})
export type Axes = z.infer<typeof axes>
export const axisNames = Object.keys(axes.shape) as (keyof Axes)[]

/** The value of an axis, also where a record leaves it out. */
export const axisText = (axes: Partial<Axes>, axis: keyof Axes): string =>
	axes[axis] ?? (isOptionalAxis(axis) ? axisDefaults[axis] : '')

/** The axes that records speak of: where none of them names a guest, there is nothing to say about guests. */
export const axesSpokenOf = (records: readonly { readonly axes: Axes }[]): (keyof Axes)[] =>
	axisNames.filter((axis) => !isOptionalAxis(axis) || records.some(({ axes }) => axes[axis] !== undefined))

/** A cell as planned: everything that is known before anything runs. */
export const plannedCell = z.strictObject({
	id: z
		.string()
		.regex(/^[0-9a-f]{12}$/)
		.describe(
			'Hash over the axes and the daemon profile’s settings: 12 hex digits, the same on every machine.',
		),
	// A path is made of it: it leads nowhere else.
	slug: z
		.string()
		.max(255)
		.regex(/^[A-Za-z0-9][A-Za-z0-9._+~-]*$/)
		.describe('A directory name a person can read; unique within a plan.'),
	arch: z
		.enum(architectures)
		.optional()
		.describe(`The guest’s architecture; missing for ${recordedArchitecture}.`),
	axes,
	daemonSettings,
})
export type PlannedCell = z.infer<typeof plannedCell>
