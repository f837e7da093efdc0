import type { KernelOption } from './options.ts'

/** When a kernel that lacks an option is the reason why a check fails. */
export interface KernelRule {
	readonly option: KernelOption
	/** Whether the kernel loads the module by itself when it is first needed. */
	readonly autoloaded: boolean
	/** Checks that cannot hold without it, whatever they said; only where the feature is all that they ask. */
	readonly checks?: readonly string[]
	/** What iptables, dockerd or RootlessKit say when they miss it; in any other check the words are the link. */
	readonly says: RegExp
}

/**
 * Only what is certain: a failure is laid at an option's door when the kernel lacks it AND the check is about nothing
 * else or its message names the feature. Words from iptables 1.8, moby, RootlessKit and the kernel's errno texts.
 */
export const kernelRules: readonly KernelRule[] = [
	{
		option: 'BRIDGE_NETFILTER',
		// Nothing in a user namespace can have it loaded: that is what the axis brNetfilter is for.
		autoloaded: false,
		checks: ['bridge.icc-blocked', 'bridge.hairpin-no-proxy'],
		says: /br_netfilter|bridge-nf-call-ip6?tables/,
	},
	{
		option: 'IP_SCTP',
		autoloaded: true,
		says: /sctp.*(protocol not supported|not supported by protocol)|(protocol not supported|not supported by protocol).*sctp/i,
	},
	{ option: 'VETH', autoloaded: true, says: /veth.*operation not supported/i },
	{ option: 'BRIDGE', autoloaded: true, says: /(creat|add)\w* .*bridge.*operation not supported/i },
	{ option: 'OVERLAY_FS', autoloaded: true, says: /overlay.*(not supported|no such device)/i },
	{ option: 'TUN', autoloaded: true, says: /\/dev\/net\/tun.*(no such (file|device))/i },
	{ option: 'USER_NS', autoloaded: true, says: /(unshare|clone|CLONE_NEWUSER).*(invalid argument)/i },
	{ option: 'IPV6', autoloaded: true, says: /address family not supported|ipv6.*not supported by/i },
	{
		option: 'NF_TABLES',
		autoloaded: true,
		says: /Failed to initialize nft|Could not fetch rule set generation id/,
	},
	{
		option: 'NFT_COMPAT',
		autoloaded: true,
		says: /\(nf_tables\).*Extension \w+ revision \d+ not supported, missing kernel module/,
	},
	{ option: 'IP_NF_NAT', autoloaded: true, says: /can't initialize iptables table [`']nat'/ },
	{ option: 'IP_NF_FILTER', autoloaded: true, says: /can't initialize iptables table [`']filter'/ },
	{ option: 'IP6_NF_NAT', autoloaded: true, says: /can't initialize ip6tables table [`']nat'/ },
	{
		option: 'NETFILTER_XT_MATCH_ADDRTYPE',
		autoloaded: true,
		says: /(match [`']addrtype'|Extension addrtype)/,
	},
	{
		option: 'NETFILTER_XT_MATCH_CONNTRACK',
		autoloaded: true,
		says: /(match [`']conntrack'|Extension conntrack)/,
	},
	{
		option: 'NETFILTER_XT_TARGET_MASQUERADE',
		autoloaded: true,
		says: /(target [`']MASQUERADE'|Extension MASQUERADE)/,
	},
]
