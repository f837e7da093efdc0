import type { Said } from './chinese-requirements.ts'

const limit = (what: string): Said => [
	`限制容器的${what}，前提是 systemd 委派了该控制器。`,
	`docker run 忽略对${what}的限制，并给出警告。`,
]
const legacyV6 = (table: string): Said => [
	`iptables-legacy 中 ${table} 的 IPv6 对应物。`,
	'没有 IPv6 规则：发布在 IPv6 上的端口只由 docker-proxy 处理；带 IPv6 的网络创建失败。',
]
const nativeNft = (why: string): Said => [
	`${why}仅用于 \`firewall-backend: nftables\`。`,
	'使用该后端时守护进程无法启动。',
]
const rule = (why: string): Said => [why, '此类规则会被拒绝。']
const seccomp = (why: string): Said => [why, '容器在没有该配置文件的情况下运行。']
const only = (what: string): Said => [`用于${what}。`, '仅此功能不可用。']

/** What some configurations of rootless Docker want, by the id of the requirement. */
const conditional: Readonly<Record<string, Said>> = {
	CONFIG_SECCOMP: seccomp('Docker 默认的 seccomp 配置文件，以及 slirp4netns 自身的沙箱。'),
	CONFIG_SECCOMP_FILTER: seccomp('Docker 默认的 seccomp 配置文件是一个过滤器。'),
	CONFIG_CGROUP_BPF: ['cgroup v2 用 BPF 程序控制设备。', '设备规则不生效；rootless 的 runc 会忽略并继续。'],
	CONFIG_CGROUP_SCHED: ['cpu 控制器。', 'docker run 忽略对处理器时间的限制，并给出警告。'],
	CONFIG_CFS_BANDWIDTH: limit('处理器时间'),
	CONFIG_FAIR_GROUP_SCHED: limit('处理器份额'),
	CONFIG_MEMCG: limit('内存'),
	CONFIG_CGROUP_PIDS: limit('进程数'),
	CONFIG_CPUSETS: limit('可用处理器'),
	CONFIG_BLK_CGROUP: limit('磁盘带宽'),
	ipv6: [
		'发布在 IPv6 地址上的端口，以及带 IPv6 的网络。',
		'只有 IPv4。此时 Docker 29.0.0 和 29.0.1 无法启动（29.0.2 已修复）。',
	],
	overlay: [
		'存储驱动 overlay2；自 Linux 5.11 起（Debian 和 Ubuntu 更早），用户命名空间内可以挂载它。',
		'若已安装 fuse-overlayfs，Docker 改用它，否则改用 vfs：速度慢，且占用大量磁盘空间。',
	],
	nft_masq: nativeNft('容器的出站连接。'),
	nft_ct: nativeNft('连接的应答数据包。'),
	nft_fib: nativeNft('发往本机地址的数据包。'),
	br_netfilter: [
		'过滤同一网络内容器之间的数据包；仅 icc=false 或 userland-proxy=false 时需要。',
		'设置 icc=false 时（自 27.4 起，设置 userland-proxy=false 时亦然）守护进程无法启动；设置 DOCKER_IGNORE_BR_NETFILTER_ERROR=1（27.5.1）后可以启动，但 icc=false 不生效。',
	],
	ip6_tables: legacyV6('ip_tables'),
	ip6table_filter: legacyV6('iptable_filter'),
	ip6table_nat: legacyV6('iptable_nat'),
	ip6table_raw: legacyV6('iptable_raw'),
	nf_conntrack_netlink: [
		'端口不再发布时，守护进程据此清除其连接跟踪记录。',
		'UDP 流可能继续发往已结束的容器，直至超时。',
	],
	xt_connmark: [
		'RootlessKit 3.0 和 3.1 的端口驱动 builtin 借助它保留客户端的源地址（与 iptable_mangle 一起；仅 userland-proxy=false 时）。',
		'连接会等待一秒，然后以命名空间的地址为源地址。',
	],
}

/** By what is wanted: the requirements that only want it. */
const optional: Readonly<Record<string, readonly string[]>> = {
	' swarm 的负载均衡': [
		...['xt_ipvs', 'xt_REDIRECT', 'ip_vs', 'CONFIG_IP_VS_NFCT', 'CONFIG_IP_VS_PROTO_TCP'],
		...['CONFIG_IP_VS_PROTO_UDP', 'ip_vs_rr'],
	],
	'加密的 overlay 网络': [
		...['xt_bpf', 'CONFIG_CRYPTO', 'aead', 'gcm', 'seqiv', 'ghash_generic', 'CONFIG_XFRM', 'xfrm_user'],
		...['xfrm_algo', 'esp4', 'xfrm4_mode_transport'],
	],
	' overlay 网络': ['vxlan', 'CONFIG_BRIDGE_VLAN_FILTERING'],
	' IPv6 网络的出站连接': ['CONFIG_IP6_NF_TARGET_MASQUERADE'],
	' ipvlan 驱动的网络': ['ipvlan'],
	' macvlan 驱动的网络': ['macvlan'],
	' ipvlan 和 macvlan 驱动的内部网络': ['dummy'],
	'容器内的主动模式 FTP': ['nf_nat_ftp', 'nf_conntrack_ftp'],
	'容器内的 TFTP': ['nf_nat_tftp', 'nf_conntrack_tftp'],
	发布的端口: ['nf_nat_ipv4', 'CONFIG_NF_NAT_NEEDED'],
	容器的终端: ['CONFIG_DEVPTS_MULTIPLE_INSTANCES'],
	限制磁盘带宽: ['CONFIG_BLK_DEV_THROTTLING', 'CONFIG_IOSCHED_CFQ', 'CONFIG_CFQ_GROUP_IOSCHED'],
	容器的性能计数器: ['CONFIG_CGROUP_PERF'],
	' cgroup v1 的流量分类': ['cls_cgroup'],
	' cgroup v1 的流量优先级': ['CONFIG_CGROUP_NET_PRIO', 'netprio_cgroup'],
	'使用 cgroup v1 时的 `docker pause`': ['CONFIG_CGROUP_FREEZER'],
	'使用 cgroup v1 时的设备控制': ['CONFIG_CGROUP_DEVICE'],
	'使用 cgroup v1 时的 `docker stats`': ['CONFIG_CGROUP_CPUACCT'],
	限制大页: ['CONFIG_CGROUP_HUGETLB'],
	限制交换空间: ['CONFIG_MEMCG_SWAP', 'CONFIG_MEMCG_SWAP_ENABLED'],
	限制内核内存: ['CONFIG_MEMCG_KMEM'],
	控制组: ['CONFIG_RESOURCE_COUNTERS'],
	' SELinux 标签': ['CONFIG_SECURITY_SELINUX'],
	' Docker 的 AppArmor 配置文件（rootless 守护进程不加载它）': ['CONFIG_SECURITY_APPARMOR'],
	'位于 ext4 上的数据目录，以及本工具自己的磁盘': ['ext4'],
	'位于 ext4 上的数据目录': ['CONFIG_EXT4_FS_POSIX_ACL', 'CONFIG_EXT4_FS_SECURITY'],
	'存储驱动 btrfs（用户有权限时 rootless 守护进程会采用它）': ['btrfs'],
	'存储驱动 btrfs': ['CONFIG_BTRFS_FS_POSIX_ACL'],
	'位于 ext3 上的数据目录': [
		...['CONFIG_EXT3_FS', 'CONFIG_EXT3_FS_XATTR', 'CONFIG_EXT3_FS_POSIX_ACL', 'CONFIG_EXT3_FS_SECURITY'],
	],
}

/** What rootless Docker does without, and somebody's configuration or containers may not. */
export const chineseOptionalRequirements: Readonly<Record<string, Said>> = {
	...conditional,
	fuse: ['用户命名空间内无法挂载 overlay 时使用的 fuse-overlayfs。', 'fuse-overlayfs 不可用。'],
	iptable_mangle: ['mangle 表：swarm 的负载均衡。', 'iptables-legacy 没有此表。'],
	ip6table_mangle: legacyV6('iptable_mangle'),
	xt_comment: rule('其他工具在规则中写入的注释。'),
	xt_multiport: rule('一条规则包含多个端口，如 swarm 的负载均衡和其他工具所写。'),
	xt_mark: rule('数据包标记：加密的 overlay 网络、`bridge-accept-fwmark`（28.5）。'),
	...Object.fromEntries(Object.entries(optional).flatMap(([what, ids]) => ids.map((id) => [id, only(what)]))),
}
