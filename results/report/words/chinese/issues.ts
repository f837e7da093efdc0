/** A known issue's title and reason. */
export type IssueWords = readonly [title: string, because: string]

const loopbacks = '两个回环地址不能共用一个端口'
const allAddresses = '发布在所有地址上的容器无法启动'
const gateway = '容器看到的是网桥网关，而不是客户端'
const noListen = 'userland-proxy=false 时，已发布端口没有监听'
const noV6 = '已发布端口不应答 IPv6'
const slirpHairpin = [
	'userland-proxy=false 且使用 slirp4netns 端口驱动时，容器无法经其网络的网关访问已发布端口',
	'自 28.0 起，端口映射规则绑定到端口驱动所拨的地址 10.0.2.100，因此网络的网关上没有任何映射（实测：28.5.2）',
] as const
const hairpin = 'userland-proxy=false 时，相邻容器无法访问已发布端口'
const hostLoopback = '使用 --network host 的容器能访问虚拟机的 127.0.0.1'
const ownWays =
	'RootlessKit 将 --disable-host-loopback 转换为 pasta 的 --no-map-gw，它只关闭经网关的路径，而不关闭 pasta 自身默认为 auto 的 -T 和 -U'
const unconfigured =
	'无论 --ipv6 如何，RootlessKit 只为 pasta 的网络命名空间配置 IPv4 地址和路由；自 2.3.0 起由 pasta 自行配置其接口（rootlesskit #458）'
const v6NotPublished = '已发布端口经 IPv6 无应答'
const loopbackTooFar = `${unconfigured}；自 passt 2024_10_30 起其回环地址也不可达（rootlesskit #482）`
const netnsLoopback = 'RootlessKit 网络命名空间内 127.0.0.1 上的服务可经虚拟机的 127.0.0.1 访问'
const fragments = '大于 MTU 的 UDP 数据报丢失'
const nobodyAsks =
	'在 28.0 之前由 userland proxy 请求端口驱动在主机上监听；从 28.0 起由 dockerd 自己请求（实测：26.1.5 配任一端口驱动都不监听，28.5.2 监听）'
const noBrNetfilter = '没有 br_netfilter 时，端口映射规则看不到同一网桥两个端口之间的流量'
const bothFamilies =
	'dockerd 同时在 IPv4 和 IPv6 上发布，在询问端口驱动之前先为两者监听，而 slirp4netns 对两者只有 10.0.2.100：第二个发现端口已被占用。只发布在一个地址上则可行（20.10.6 的同一问题在 RootlessKit 的代理中：rootlesskit #250）'
const udpLoopback = [
	'已发布的 UDP 端口不应答虚拟机自身的 127.0.0.1',
	'请求来自 10.0.2.2，而 slirp4netns --disable-host-loopback 会像丢弃任何发往主机回环的数据报一样丢弃应答',
] as const
const withoutIpTables = [
	'没有 ip_tables 模块时，dockerd-rootless-setuptool.sh 拒绝安装',
	'无论使用哪种 iptables，它都要求 ip_tables（RHEL 10 将其放在 kernel-modules-extra 中）；自 28.1.0 起改为要求 nf_tables，除非使用传统 iptables',
] as const
const lanAddresses = [
	'两个 LAN 地址不能共用一个端口',
	'每个 LAN 地址在 RootlessKit 的网络命名空间中都变成同一个地址（127.0.0.1；使用 slirp4netns 端口驱动时为 10.0.2.100），第二个容器在那里发现端口已被占用（实测：26.1.5 和 28.5.2，两种端口驱动）',
] as const
const builtinLoopbacks = [
	loopbacks,
	'主机的每个地址在 RootlessKit 的网络命名空间中都变成 127.0.0.1，第二个容器在那里发现端口已被占用',
] as const
const slirpLoopbacks = [
	loopbacks,
	'该端口驱动在 RootlessKit 的网络命名空间中不使用回环地址，主机的每个地址都变成 10.0.2.100；对 builtin 驱动的修复不影响它',
] as const
const privileged = [
	'特权端口被拒绝，但未提及权限',
	'slirp4netns 只应答 “add_hostfwd: slirp_add_hostfwd failed”；关于 sysctl 的提示来自 builtin 端口驱动',
] as const
const udpAnswers = [
	'已发布的 UDP 端口只应答回环地址',
	'RootlessKit 3.0.0 以客户端自己的地址询问服务器，其应答经命名空间的默认路由离开（另见 rootlesskit #596）',
] as const
const sctpIgnored = 'SCTP 端口被接受但没有发布'
const sctpUnclear = 'SCTP 端口被拒绝，错误信息未提及 SCTP'

/** Known issues in Chinese, by their ids. */
export const chineseIssues: Readonly<Record<string, IssueWords>> = {
	'failed-bridge-stuck': [
		'曾初始化失败的网桥一直不可用：若为默认网桥，守护进程无法启动',
		'网桥驱动保留了 dockerd 已删除的网络，并拒绝新的网络：“networks have same bridge name”（另见 moby #49291）',
	],
	'pasta-dual-stack-fatal': [
		'使用 pasta 时守护进程无法启动',
		'该版本的 pasta 同时为 IPv4 和 IPv6 转发，而 RootlessKit 指定了 --ipv4-only，于是退出：“Dual stack forward, but IPv6 not enabled”（27.5.1 实测；passt 0aeda87、666ef9e）',
	],
	'ipv6-disabled-daemon-down': [
		'内核以 ipv6.disable=1 启动时守护进程无法启动',
		'dockerd-rootless.sh 设置 net.ipv6.conf.all.forwarding，而这样的内核没有该项（另见 moby #51543）',
	],
	'icc-not-enforced': [
		'icc=false 未生效：默认网桥上的容器可以互相通信',
		'没有 br_netfilter 时，网桥不会将其流量交给 iptables，而 DOCKER_IGNORE_BR_NETFILTER_ERROR=1 使守护进程照常启动：这是该模式已写入文档的限制',
	],
	'networks-not-isolated-v6': [
		'网络之间在 IPv6 上没有隔离：一个网络的容器可以访问另一个网络的容器',
		'27.0 之前，dockerd 只有启用 ip6tables 时才为 IPv6 写规则，而它当时是实验性功能，默认关闭（26.1.5：ip6tables-save 没有输出）',
	],
	'no-proxy-hairpin-without-br-netfilter': [hairpin, noBrNetfilter],
	'no-proxy-hairpin-without-br-netfilter-since-28': [hairpin, noBrNetfilter],
	'no-proxy-slirp4netns-hairpin': slirpHairpin,
	'no-proxy-slirp4netns-hairpin-without-br-netfilter': slirpHairpin,
	'no-proxy-builtin-hairpin': [
		'userland-proxy=false 且使用 builtin 端口驱动时，容器只能经 LAN 地址访问已发布端口',
		'从 28.0 起，端口映射规则绑定到端口驱动所连接的地址 127.0.0.1，因此网络的网关和 RootlessKit 的地址上都没有映射（28.5.2 实测）',
	],
	'no-proxy-leaves-nf-call-off': [
		'userland-proxy=false 时，守护进程不会更改 bridge-nf-call-iptables=0',
		'只有 icc=false 才使 dockerd 检查它，因此管理员将其设为 0 时，相邻容器无法访问已发布端口',
	],
	'pasta-loopback-publish-reset': [
		'发布在 127.0.0.1 上的端口连接被重置',
		'passt 2024_10_30 更改了回环地址的默认处理，而 RootlessKit 自 2.3.2 起才传递 --host-lo-to-ns-lo（另见 moby #48838）',
	],
	'no-proxy-builtin-does-not-listen': [noListen, nobodyAsks],
	'no-proxy-slirp4netns-does-not-listen': [noListen, nobodyAsks],
	'slirp4netns-no-v6-publish': [
		noV6,
		'RootlessKit 的 slirp4netns 端口驱动没有 tcp6 和 udp6：dockerd 在日志中警告，并在没有它们的情况下启动容器（另见 slirp4netns #253）',
	],
	'pasta-no-v6-publish': [noV6, '未指定 --ipv6 时，RootlessKit 以 --ipv4-only 启动 pasta'],
	'slirp4netns-udp-loopback': udpLoopback,
	'slirp4netns-udp-loopback-without-proxy': udpLoopback,
	'apparmor-restricts-userns': [
		'守护进程无法启动：AppArmor 不允许 rootlesskit 创建用户命名空间',
		'没有任何配置文件允许 rootlesskit 的路径使用 `userns`（在 Ubuntu 上可以创建，但不能在其中做任何事；另见 rootlesskit #463）',
	],
	'setuptool-refuses-without-ip-tables': withoutIpTables,
	'setuptool-refuses-without-ip-tables-pasta': withoutIpTables,
	'distinct-loopbacks-proxy-ends': [
		loopbacks,
		'主机的每个地址在 RootlessKit 的网络命名空间中都变成同一个地址（127.0.0.1；使用 slirp4netns 端口驱动时为 10.0.2.100），第二个容器的代理在那里发现端口已被占用；dockerd 为它等待 16 秒',
	],
	'distinct-loopbacks-collide': builtinLoopbacks,
	'distinct-loopbacks-collide-without-proxy': builtinLoopbacks,
	'implicit-distinct-loopbacks-collide': [
		loopbacks,
		'pasta 只经一个回环地址到达网络命名空间：两个容器都能启动，但两个端口的连接都被重置或关闭（实测：26.1.5 配 passt 2023_03_09 和 2025_05_03，28.5.2 配 2025_05_03）',
	],
	'pasta-distinct-loopbacks-reset': [
		'发布到 127.0.0.2 或 127.0.0.3 的端口，连接被重置',
		'与 127.0.0.1 相同：pasta 将这样的连接送到网络命名空间的另一个地址，而 RootlessKit 自 2.3.2 起才传入 --host-lo-to-ns-lo（实测：2.0.2 配 passt 2026_07_28 和 2026_10_02）',
	],
	'pasta-ephemeral-port-not-forwarded': [
		'由守护进程自选的端口（-p 0:80、-P）不被转发',
		'pasta 的“auto”不包括主机的临时端口（net.ipv4.ip_local_port_range），而 dockerd 正是从中选择端口（实测：28.5.2 配 passt 2025_05_03、2026_07_28 和 2026_10_02）',
	],
	'lan-addresses-collide-proxy-ends': lanAddresses,
	'lan-addresses-collide': lanAddresses,
	'slirp4netns-distinct-loopbacks-collide': slirpLoopbacks,
	'slirp4netns-distinct-loopbacks-collide-without-proxy': slirpLoopbacks,
	'slirp4netns-privileged-port-unclear': privileged,
	'slirp4netns-privileged-port-unclear-without-proxy': privileged,
	'slirp4netns-all-addresses-refused': [allAddresses, bothFamilies],
	'slirp4netns-all-addresses-refused-without-proxy': [allAddresses, bothFamilies],
	'slirp4netns-all-addresses-timed-out': [
		allAddresses,
		'端口驱动没有 tcp6，而 dockerd 20.10.6 最先请求它，RootlessKit 的 docker-proxy 因此以错误退出（29.0 的同一问题在 dockerd 中：moby #51591）',
	],
	'builtin-udp-answers-lost': udpAnswers,
	'builtin-udp-answers-lost-without-proxy': udpAnswers,
	'sctp-ignored': [
		sctpIgnored,
		'rootless Docker 不支持 SCTP；dockerd 只警告端口驱动不支持，“docker run” 仍成功（26.1.5、28.5.2 实测）',
	],
	'slirp4netns-sctp-ignored': [sctpIgnored, 'rootless Docker 不支持 SCTP；26.1.5 忽略该发布（实测）'],
	'slirp4netns-sctp-ignored-without-proxy': [
		sctpIgnored,
		'rootless Docker 不支持 SCTP；不使用用户态代理时，28.5.2 与 26.1.5 一样忽略该发布（实测）',
	],
	'sctp-unclear': [
		sctpUnclear,
		'rootless Docker 不支持 SCTP；从 28.0 起 dockerd 询问端口驱动，28.5.2 报 “address already in use”（实测）',
	],
	'sctp-without-addresses': [
		sctpUnclear,
		'rootless Docker 不支持 SCTP；从 29.1.2 起 dockerd 略去端口驱动不支持的地址，于是没有可用地址：“no IP addresses specified”（29.7.2 配 builtin 实测；另见 moby #51616）',
	],
	'implicit-sctp-leads-nowhere': [
		'SCTP 端口已发布但无法访问',
		'rootless Docker 不支持 SCTP；使用 implicit 端口驱动时，dockerd 在 RootlessKit 的网络命名空间中监听，而 pasta 只转发 TCP 和 UDP（28.5.2 实测）',
	],
	'gvisor-link-local-refused': [
		'容器无法访问云的实例元数据（169.254.169.254）',
		'gvisor-tap-vsock 的网关自己保留链路本地地址，自 RootlessKit 3.0.1 起才转发（另见 rootlesskit #597、moby #52694）',
	],
	'pasta-no-ip-fragments': [
		fragments,
		'pasta 不重组分片；较新版本在日志中说明：“Can’t process IPv4 fragments”（2023_12_04 至 2026_10_02 实测）',
	],
	'pasta-no-ip-fragments-small-mtu': [
		fragments,
		'pasta 将分片当作其他流的数据报（2023_03_09 实测：返回时已损坏，且每个分片都占用一个不释放的套接字），而 dockerd-rootless.sh 对指定的驱动只给 1500 的 MTU（moby #47765、#51149）',
	],
	'pasta-no-ip-fragments-no-br-netfilter': [
		fragments,
		'到 pasta 的链路可容纳 65520 字节，但 Linux 会按原来的大小转发 conntrack 重组过的数据报（net/ipv4/ip_output.c 的 ip_do_fragment），pasta 将这些分片当作其他流的数据报；只有 br_netfilter 在网桥上就已重组，不再记得原来的大小',
	],
	'slirp4netns-ipv6-default-route-removed': [
		'容器无法经 IPv6 访问外部',
		'slirp4netns 通过路由通告给出默认路由，而守护进程为其网桥启用 IPv6 转发时，Linux 会删除由通告得来的默认路由：tap0 的 accept_ra 须为 2',
	],
	'pasta-ipv6-not-configured': ['容器无法经 IPv6 访问外部', unconfigured],
	'pasta-ipv6-publish-unconfigured': ['LAN 无法经 IPv6 访问已发布端口', unconfigured],
	'pasta-ipv6-publish-unconfigured-since-the-change': [v6NotPublished, loopbackTooFar],
	'pasta-ipv6-publish-unconfigured-bound-anew': [v6NotPublished, loopbackTooFar],
	'pasta-no-dns-over-tcp': [
		'基于 TCP 的 DNS 没有应答',
		'RootlessKit 使用 pasta 的 --dns-forward，而它只转发 UDP',
	],
	'pasta-host-loopback-spliced-tcp': [hostLoopback, `${ownWays}；当时尚不跟随 UDP 端口（2023_03_09 实测）`],
	'pasta-host-loopback-spliced': [hostLoopback, ownWays],
	'pasta-netns-loopback-tcp': [
		netnsLoopback,
		'pasta 将到达主机回环地址的流量转发到网络命名空间的回环地址，当时仅限 TCP（2023_03_09 实测）',
	],
	'pasta-netns-loopback-before-the-change': [
		netnsLoopback,
		'pasta 将到达主机回环地址的流量转发到网络命名空间的回环地址',
	],
	'pasta-netns-loopback-restored': [
		netnsLoopback,
		'RootlessKit 传递 --host-lo-to-ns-lo，使发布在 127.0.0.1 上的端口在那里应答',
	],
	'builtin-loses-source-address': [gateway, 'RootlessKit 的 builtin 端口驱动不传递源地址'],
	'builtin-loses-source-address-without-proxy': [
		gateway,
		'RootlessKit 的 builtin 端口驱动自 3.0 起才传递源地址，且仅在禁用 userland proxy 时',
	],
	'builtin-loses-source-address-again': [
		gateway,
		'RootlessKit 3.2.0 用 nft 实现透明路由，因此丢失源地址（另见 rootlesskit #613）',
	],
}
