import type { Requirement, VersionSpan } from './requirement.ts'

/** Option, module where it may be one (several where its name has changed), what it is for; the rest of what moby's contrib/check-config.sh asks for. */
const rows: readonly (readonly [
	option: string,
	module: string | readonly string[] | undefined,
	why: string,
	linux?: VersionSpan,
])[] = [
	['NETFILTER_XT_MATCH_IPVS', 'xt_ipvs', "swarm's load balancer"],
	['NETFILTER_XT_MATCH_BPF', 'xt_bpf', 'encrypted overlay networks'],
	['IP_NF_TARGET_REDIRECT', 'xt_REDIRECT', "swarm's load balancer"],
	['IP6_NF_TARGET_MASQUERADE', ['xt_MASQUERADE', 'ip6t_MASQUERADE'], 'the way out of IPv6 networks'],
	['IP_VS', 'ip_vs', "swarm's load balancer"],
	['IP_VS_NFCT', undefined, "swarm's load balancer"],
	['IP_VS_PROTO_TCP', undefined, "swarm's load balancer"],
	['IP_VS_PROTO_UDP', undefined, "swarm's load balancer"],
	['IP_VS_RR', 'ip_vs_rr', "swarm's load balancer"],
	['VXLAN', 'vxlan', 'overlay networks'],
	['BRIDGE_VLAN_FILTERING', undefined, 'overlay networks'],
	['CRYPTO', undefined, 'encrypted overlay networks'],
	['CRYPTO_AEAD', 'aead', 'encrypted overlay networks'],
	['CRYPTO_GCM', 'gcm', 'encrypted overlay networks'],
	['CRYPTO_SEQIV', 'seqiv', 'encrypted overlay networks'],
	['CRYPTO_GHASH', 'ghash_generic', 'encrypted overlay networks'],
	['XFRM', undefined, 'encrypted overlay networks'],
	['XFRM_USER', 'xfrm_user', 'encrypted overlay networks'],
	['XFRM_ALGO', 'xfrm_algo', 'encrypted overlay networks'],
	['INET_ESP', 'esp4', 'encrypted overlay networks'],
	['INET_XFRM_MODE_TRANSPORT', 'xfrm4_mode_transport', 'encrypted overlay networks', { before: '5.4' }],
	['IPVLAN', 'ipvlan', 'networks of the driver ipvlan'],
	['MACVLAN', 'macvlan', 'networks of the driver macvlan'],
	['DUMMY', 'dummy', 'internal networks of the drivers ipvlan and macvlan'],
	['NF_NAT_FTP', 'nf_nat_ftp', 'active FTP from a container'],
	['NF_CONNTRACK_FTP', 'nf_conntrack_ftp', 'active FTP from a container'],
	['NF_NAT_TFTP', 'nf_nat_tftp', 'TFTP from a container'],
	['NF_CONNTRACK_TFTP', 'nf_conntrack_tftp', 'TFTP from a container'],
	['NF_NAT_IPV4', 'nf_nat_ipv4', 'published ports', { before: '5.2' }],
	['NF_NAT_NEEDED', undefined, 'published ports', { before: '5.3' }],
	['DEVPTS_MULTIPLE_INSTANCES', undefined, 'terminals of containers', { before: '4.8' }],
	['BLK_DEV_THROTTLING', undefined, 'limits of disk bandwidth'],
	['CGROUP_PERF', undefined, 'performance counters of a container'],
	['NET_CLS_CGROUP', 'cls_cgroup', 'traffic classes of cgroup v1'],
	['CGROUP_NET_PRIO', undefined, 'traffic priorities of cgroup v1', { since: '3.14' }],
	['NETPRIO_CGROUP', 'netprio_cgroup', 'traffic priorities of cgroup v1', { before: '3.14' }],
	['CGROUP_FREEZER', undefined, '`docker pause` with cgroup v1'],
	['CGROUP_DEVICE', undefined, 'devices with cgroup v1'],
	['CGROUP_CPUACCT', undefined, '`docker stats` with cgroup v1'],
	['CGROUP_HUGETLB', undefined, 'limits of huge pages'],
	['MEMCG_SWAP', undefined, 'limits of swap', { before: '6.1' }],
	['MEMCG_SWAP_ENABLED', undefined, 'limits of swap', { before: '5.9' }],
	['MEMCG_KMEM', undefined, 'limits of kernel memory', { before: '4.6' }],
	['RESOURCE_COUNTERS', undefined, 'control groups', { before: '3.19' }],
	['IOSCHED_CFQ', undefined, 'limits of disk bandwidth', { before: '5.0' }],
	['CFQ_GROUP_IOSCHED', undefined, 'limits of disk bandwidth', { before: '5.0' }],
	['SECURITY_SELINUX', undefined, 'labels of SELinux'],
	['SECURITY_APPARMOR', undefined, "Docker's AppArmor profile, which a rootless daemon does not load"],
	['EXT4_FS', 'ext4', "a data directory on ext4, and this harness's own disks"],
	['EXT4_FS_POSIX_ACL', undefined, 'a data directory on ext4'],
	['EXT4_FS_SECURITY', undefined, 'a data directory on ext4'],
	['BTRFS_FS', 'btrfs', 'the storage driver btrfs, which a rootless daemon takes where the user may'],
	['BTRFS_FS_POSIX_ACL', undefined, 'the storage driver btrfs'],
]

/** ext4 serves ext2 and ext3 where EXT4_USE_FOR_EXT2 is set; else they want options of their own. */
const ext3: readonly Requirement[] = [
	'EXT3_FS',
	'EXT3_FS_XATTR',
	'EXT3_FS_POSIX_ACL',
	'EXT3_FS_SECURITY',
].map((option) => optional(option, undefined, 'a data directory on ext3', undefined, ['EXT4_USE_FOR_EXT2']))

function optional(
	option: string,
	module: string | readonly string[] | undefined,
	why: string,
	linux?: VersionSpan,
	instead: readonly string[] = [],
): Requirement {
	return {
		id: typeof module === 'string' ? module : `CONFIG_${option}`,
		options: [option, ...instead],
		modules: typeof module === 'string' ? [module] : (module ?? []),
		need: 'optional',
		area: 'other',
		why: `For ${why}.`,
		without: 'Only that does not work.',
		linux,
	}
}

/** What rootless networking does not need, and somebody's containers may. */
export const optionalRequirements: readonly Requirement[] = [
	...rows.map(([option, module, why, linux]) => optional(option, module, why, linux)),
	...ext3,
]
