/** A span of versions: from `since` on, up to but without `before`. */
export interface VersionSpan {
	readonly since?: string | undefined
	readonly before?: string | undefined
}

/**
 * How much depends on it: `required`, or no container runs in a rootless daemon as it comes; `conditional`, needed by
 * some configurations; `optional`, by features that few use.
 */
type Need = 'required' | 'conditional' | 'optional'

/** The iptables programs work in one of two ways, and either is enough; xt_ modules serve both. */
export type FirewallVariant = 'nft' | 'legacy'

/** Something of the kernel that rootless Docker wants. */
export interface Requirement {
	/** The module's name; for what is never a module the option's, with CONFIG_. */
	readonly id: string
	/** Options of the configuration without CONFIG_; any of them is enough. */
	readonly options: readonly string[]
	/** The only ones that are enough from a version of Linux on. */
	readonly narrowed?: { readonly since: string; readonly options: readonly string[] } | undefined
	/** Names of modules; any of them is enough. None for what is always built in. */
	readonly modules: readonly string[]
	readonly need: Need
	readonly area: Area
	/** What it is for, and what is seen without it. One sentence each. */
	readonly why: string
	readonly without: string
	/** Versions of Docker that want it. */
	readonly docker?: VersionSpan | undefined
	/** Versions of Linux that have it as something of its own. */
	readonly linux?: VersionSpan | undefined
	readonly variant?: FirewallVariant | undefined
}

export const areas = {
	namespaces: 'Namespaces and control groups',
	network: 'Network devices',
	firewall: 'Firewall',
	'firewall-v6': 'Firewall, IPv6',
	bridge: 'Filtering on the bridge',
	storage: 'Storage',
	other: 'What few need',
} as const
export type Area = keyof typeof areas

/** A module that an option of the configuration makes. */
export const module = (
	id: string,
	option: string,
	rest: Omit<Requirement, 'id' | 'options' | 'modules'>,
): Requirement => ({
	id,
	options: [option],
	modules: [id],
	...rest,
})

/** An option that is in the kernel or not, and never a module. */
export const builtin = (
	option: string,
	rest: Omit<Requirement, 'id' | 'options' | 'modules'>,
): Requirement => ({
	id: `CONFIG_${option}`,
	options: [option],
	modules: [],
	...rest,
})
