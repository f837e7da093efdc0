/** What a requirement is for, and what is seen without it. */
export type Said = readonly [why: string, without: string]

const namespace = (why: string): Said => [why, 'RootlessKit 或 runc 无法创建该命名空间：什么都无法启动。']
const nft = (why: string): Said => [why, 'iptables（nft）无法创建其表或规则：守护进程无法启动。']
const legacy = (why: string): Said => [why, 'iptables-legacy 没有此表。']
const match = (why: string, said: string): Said => [why, `守护进程无法启动，iptables 报告：“${said}”。`]

/** What no rootless Docker does without, by the id of the requirement. */
export const chineseRequirements: Readonly<Record<string, Said>> = {
	CONFIG_USER_NS: namespace('RootlessKit 在用户命名空间中将用户映射为 root，rootless 即指此。'),
	CONFIG_NAMESPACES: namespace('所有命名空间的基础。'),
	CONFIG_NET_NS: namespace('守护进程的网络，以及每个容器的网络。'),
	CONFIG_PID_NS: namespace('容器的进程。'),
	CONFIG_IPC_NS: namespace('容器的共享内存。'),
	CONFIG_UTS_NS: namespace('容器的主机名。'),
	CONFIG_CGROUPS: ['控制组：systemd 和 runc 将每个进程放入控制组。', 'systemd 无法启动。'],
	CONFIG_KEYS: ['runc 为每个容器创建会话密钥环。', '`docker run` 失败：“unable to join session keyring”。'],
	CONFIG_POSIX_MQUEUE: ['每个容器都有 /dev/mqueue。', '`docker run` 无法挂载 mqueue：“no such device”。'],
	tun: [
		'tap0，即 slirp4netns 和 pasta 在守护进程网络中的接口。',
		'缺少 /dev/net/tun：RootlessKit 无法创建 tap0，随即退出。只有 lxc-user-nic 不需要它。',
	],
	bridge: ['docker0 以及 bridge 驱动的每个网络。', '守护进程无法创建 docker0，因而无法启动。'],
	veth: [
		'容器与其网桥之间的一对接口。',
		'`docker run` 失败：“failed to add the host … pair interfaces: operation not supported”。',
	],
	nf_tables: [
		'多数发行版的 `iptables` 写入的表。',
		'iptables（nft）无法创建其表：守护进程无法启动。自 28.1.0 起，若它既未加载也未内建，dockerd-rootless-setuptool.sh 会拒绝安装。',
	],
	nft_compat: nft('使 nf_tables 中的规则（如 Docker 的规则）可以使用 xt_ 匹配和目标。'),
	nft_chain_nat: nft('转换地址的链：发布的端口、出站连接。'),
	CONFIG_NF_TABLES_IPV4: nft('nf_tables 的 ip 族；自 Linux 4.16 起属于 nf_tables。'),
	ip_tables: [
		'iptables-legacy 的表。',
		'没有 iptables-legacy。28.1.0 之前，若它既未加载也未内建，无论使用哪种 iptables，dockerd-rootless-setuptool.sh 都会拒绝安装；--skip-iptables 可跳过。',
	],
	iptable_filter: legacy('filter 表：允许哪些流量通过。'),
	iptable_nat: legacy('nat 表：发布的端口、出站连接。'),
	iptable_raw: [
		'raw 表：尽早丢弃从别处发往已发布端口的数据包。',
		'发布端口失败；自 28.0.2 起，设置 DOCKER_INSECURE_NO_IPTABLES_RAW=1 可不需要它。',
	],
	nf_nat: match('地址转换：发布的端口、出站连接。', "can't initialize iptables table `nat'"),
	nf_conntrack: ['识别数据包属于哪个连接。', '没有地址转换：守护进程无法启动。'],
	xt_addrtype: match(
		'将发往本机地址的数据包送往已发布端口的规则。',
		'Extension addrtype revision 0 not supported, missing kernel module?',
	),
	xt_conntrack: match(
		'放行应答数据包的规则。',
		'Extension conntrack … not supported, missing kernel module?',
	),
	xt_MASQUERADE: match(
		'将容器出站数据包的源地址改为 tap0 的地址。',
		'Extension MASQUERADE revision 0 not supported, missing kernel module?',
	),
	xt_nat: [
		'DNAT 目标：将已发布的端口转给其容器。',
		'发布第一个端口时失败，iptables 报告：“Extension DNAT … not supported, missing kernel module?”。',
	],
	xt_tcpudp: match('针对单个端口的规则。', 'Extension tcp … not supported, missing kernel module?'),
	ip_set: [
		'规则中的地址集合：仅 Docker 28.0.0，它将网桥的网络放入一个集合。',
		'Docker 28.0.0 无法启动；28.0.1 可以。',
	],
	xt_set: ['ip_set 的匹配：仅 Docker 28.0.0。', 'Docker 28.0.0 无法启动；28.0.1 可以。'],
}
