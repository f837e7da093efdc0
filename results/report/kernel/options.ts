/**
 * The kernel options that rootless Docker's networking stands on, each with its module where it can be one. Sources:
 * Docker's check-config.sh, RootlessKit's and dockerd-rootless-setuptool.sh's own requirements, and the Kconfig of
 * net/netfilter and net/bridge.
 */
export const kernelOptions = {
	BRIDGE: 'bridge',
	BRIDGE_NETFILTER: 'br_netfilter',
	VETH: 'veth',
	TUN: 'tun',
	OVERLAY_FS: 'overlay',
	USER_NS: undefined,
	NET_NS: undefined,
	IPV6: 'ipv6',
	NF_CONNTRACK: 'nf_conntrack',
	NF_NAT: 'nf_nat',
	NF_TABLES: 'nf_tables',
	NFT_COMPAT: 'nft_compat',
	IP_NF_IPTABLES: 'ip_tables',
	// Since 6.10 what ip_tables and its tables hang on; Debian's guests use the nft variant, setuptool.sh asks for it.
	IP_NF_IPTABLES_LEGACY: 'ip_tables',
	IP_NF_FILTER: 'iptable_filter',
	IP_NF_NAT: 'iptable_nat',
	IP6_NF_IPTABLES: 'ip6_tables',
	IP6_NF_NAT: 'ip6table_nat',
	NETFILTER_XT_MATCH_ADDRTYPE: 'xt_addrtype',
	NETFILTER_XT_MATCH_CONNTRACK: 'xt_conntrack',
	NETFILTER_XT_TARGET_MASQUERADE: 'xt_MASQUERADE',
	NETFILTER_XT_NAT: 'xt_nat',
	IP_SCTP: 'sctp',
} as const satisfies Readonly<Record<string, string | undefined>>

export type KernelOption = keyof typeof kernelOptions

/** `n`: said to be off. An option that a configuration does not name at all is unknown to that kernel, or out of reach. */
export type OptionValue = 'y' | 'm' | 'n'

/** The modules of these options, each once. */
export const kernelModules: readonly string[] = [
	...new Set(Object.values(kernelOptions).filter((module) => module !== undefined)),
]

/** Reads these options out of a kernel's configuration (`CONFIG_VETH=m`, `# CONFIG_VETH is not set`); guest text. */
export function parseKernelConfig(text: string): Partial<Record<KernelOption, OptionValue>> {
	const found: Partial<Record<KernelOption, OptionValue>> = {}
	for (const line of text.split('\n')) {
		const [, on, value, off] = /^(?:CONFIG_(\w+)=([ym])|# CONFIG_(\w+) is not set)$/.exec(line.trim()) ?? []
		const name = on ?? off ?? ''
		if (Object.hasOwn(kernelOptions, name))
			found[name as KernelOption] = on === undefined ? 'n' : (value as 'y' | 'm')
	}
	return found
}
