import type { Absence } from './facts.ts'

/** Whose kernel it seems to be, told by the release and the names of packages. */
export interface Distribution {
	readonly name: string
	/** Packages with modules, in the order of how much they hold; `R` is the release. */
	readonly packages: readonly string[]
	/** Modules that are in a package of their own, by that package; from reports, not from the packages themselves. */
	readonly known?: readonly (readonly [packageName: string, modules: readonly string[]])[] | undefined
}

/** In RHEL 10 and its like, all of these are in kernel-modules-extra: docker-ce-packaging #1340, kops #18724. */
const rhel10Extra = [
	'br_netfilter',
	'ip_set',
	'iptable_filter',
	'iptable_nat',
	'iptable_raw',
	'ip_tables',
	'nft_compat',
	'xt_addrtype',
	'xt_comment',
	'xt_MASQUERADE',
	'xt_multiport',
]

const redHat = ['kernel-modules-core', 'kernel-modules', 'kernel-modules-extra']

/** The first whose pattern fits the release, or the name of a package. */
const distributions: readonly (readonly [
	release: RegExp,
	packages: RegExp | undefined,
	make: (found: string) => Distribution,
])[] = [
	[
		/\.el(\d+)\S*uek|\.el\d+uek/,
		/^kernel-uek/,
		() => ({
			name: "Oracle's UEK",
			packages: ['kernel-uek-core', 'kernel-uek-modules', 'kernel-uek-modules-extra'],
		}),
	],
	[
		/\.el(\d+)/,
		undefined,
		(major) => ({
			name: `RHEL ${major} or its like`,
			packages: redHat,
			known: Number(major) >= 10 ? [['kernel-modules-extra', rhel10Extra]] : undefined,
		}),
	],
	[/\.fc(\d+)/, undefined, (major) => ({ name: `Fedora ${major}`, packages: redHat })],
	[
		/\.amzn(\d+)/,
		undefined,
		(version) => ({
			name: `Amazon Linux ${version}`,
			packages: version === '2' ? ['kernel'] : ['kernel', 'kernel-modules-extra'],
		}),
	],
	[/\.ph\d/, undefined, () => ({ name: 'Photon', packages: ['linux', 'linux-esx'] })],
	[/microsoft-standard-WSL/, undefined, () => ({ name: 'WSL', packages: ['modules.vhdx'] })],
	[/-pve$/, /^proxmox-kernel/, () => ({ name: 'Proxmox', packages: ['proxmox-kernel-R'] })],
	[
		/\+deb\d|\+bpo|-(amd64|arm64|686-pae|686)$/,
		undefined,
		() => ({ name: 'Debian', packages: ['linux-image-R', 'linux-modules-R'] }),
	],
	[
		/-(generic|lowlatency|aws|azure|gcp|gke|ibm|kvm|oracle|raspi|nvidia)(-\S+)?$/,
		/^linux-modules-/,
		() => ({ name: 'Ubuntu', packages: ['linux-modules-R', 'linux-modules-extra-R'] }),
	],
	[
		/-(default|default-base|kvmsmall|64kb|preempt)$/,
		/^kernel-default/,
		() => ({ name: 'SUSE', packages: ['kernel-default', 'kernel-default-extra', 'kernel-default-optional'] }),
	],
	[/-arch\d/, undefined, () => ({ name: 'Arch Linux', packages: ['linux'] })],
	[/-(virt|lts)$/, /^linux-(virt|lts)$/, () => ({ name: 'Alpine or Arch Linux', packages: ['linux-lts'] })],
]

/** What tells whose kernel it is. */
export interface Origin {
	readonly release?: string | undefined
	readonly packageNames: readonly string[]
	readonly packageVersions: readonly string[]
}

/** Whose kernel this seems to be; undefined where nothing tells. A package's version says more than the kernel's release. */
export function distributionOf({ release, packageNames, packageVersions }: Origin): Distribution | undefined {
	for (const text of [...packageVersions, ...(release === undefined ? [] : [release])])
		for (const [byRelease, , make] of distributions) {
			const found = byRelease.exec(text)
			if (found) return make(found[1] ?? '')
		}
	const byName = distributions.find(([, pattern]) => packageNames.some((name) => pattern?.test(name)))
	return byName?.[2]('')
}

interface Missing {
	readonly id: string
	readonly options: readonly string[]
	readonly absence: Absence
}

/** Where something that is missing may be found: one sentence, which says what of it is a guess. */
export function remedy({ id, options, absence }: Missing, origin: Origin): string {
	const { release, packageNames } = origin
	if (absence === 'not-built')
		return `Not built (CONFIG_${options[0]} is not set): no package of this kernel has it.`
	const given = new Set(
		packageNames.map((name) => (release === undefined ? name : name.replace(release, 'R'))),
	)
	const distribution = distributionOf(origin)
	const built = absence === 'not-given' ? 'Built as a module' : 'Built as a module or not at all'
	if (distribution === undefined)
		return `${built}; its file is not in what was given. Give all that has modules of ${release ?? 'this kernel'}.`
	const named = (name: string) => name.replace('R', release ?? 'RELEASE')
	const known = distribution.known?.find(([, modules]) => modules.includes(id))?.[0]
	if (known !== undefined && !given.has(known))
		return `In ${known} of ${distribution.name}, which was not given.`
	const others = distribution.packages.filter((name) => !given.has(name))
	if (others.length === 0)
		return `${built}; it is in none of the packages of ${distribution.name} (judging by the release) that were given.`
	return `${built}; likely in ${others.map(named).join(' or ')} of ${distribution.name} (judging by the release), which was not given.`
}
