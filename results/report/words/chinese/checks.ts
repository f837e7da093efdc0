/** What each check asks, in Chinese, by its id: the catalogue of the suites has the same in English. */
export const chineseContracts: Readonly<Record<string, string>> = {
	'daemon.starts':
		'systemd 用户单元处于 active 状态，`docker info` 的安全选项中有 `rootless`（且版本与该配置所要运行的一致，否则该配置为出错）',
	'daemon.br-netfilter-error': '没有网桥 sysctl 时，守护进程拒绝启动，并准确说明原因',
	'daemon.br-netfilter-ignored':
		'设置 DOCKER_IGNORE_BR_NETFILTER_ERROR=1 后，守护进程在没有网桥 sysctl 时仍能启动，并记录警告',
	'daemon.network-icc-option':
		'没有网桥 sysctl 时，enable_icc=false 的网络被拒绝创建；设置 DOCKER_IGNORE_BR_NETFILTER_ERROR=1 后则创建成功并在日志中警告',
	'kernel.facts': '记录可解释结论的事实：模块、网桥 sysctl、iptables、内核选项',
	'bridge.same-network-v4': '用户自定义网络中的相邻容器可经 TCP 按地址访问',
	'bridge.default-bridge': '默认网桥上的相邻容器可经 TCP 按地址访问',
	'bridge.name-resolution':
		'用户自定义网络中的相邻容器可经 TCP 按名称访问，该名称只有 Docker 自己的 DNS 服务器知道',
	'bridge.same-network-v6': '带 IPv6 子网的用户自定义网络中的相邻容器可经 TCP 按 IPv6 地址访问',
	'bridge.networks-isolated':
		'两个网络的容器之间在任一方向都不通（TCP、UDP、ICMP；默认网桥有 IPv6 时也包括 IPv6）：数据包被规则丢弃',
	'bridge.internal-no-egress':
		'内部网络中的相邻容器可互相访问；即使给容器添加路由，也无法经 TCP、UDP、ICMP 到达对端主机，其他网络的容器也无法进入',
	'bridge.icc-blocked':
		'icc=false 时，默认网桥上的两个相邻容器在任一方向都不通（TCP、UDP、ICMP；网桥有 IPv6 时也包括 IPv6）：数据包被规则丢弃',
	'bridge.hairpin-proxy':
		'相邻容器的已发布端口可经虚拟机的 LAN 地址访问；端口驱动为 implicit 时，也可经网络的网关访问',
	'bridge.hairpin-no-proxy':
		'userland-proxy=false 时，相邻容器的已发布端口可经网络的网关和 RootlessKit 的地址访问',
	'bridge.hairpin-self': '凡相邻容器应能访问之处，容器也能访问自己的已发布端口',
	'bridge.nf-call-reset': '启动前 bridge-nf-call-iptables=0 时，守护进程将其设为 1',
	'publish.any-v4': '发布在所有地址上的端口可经 127.0.0.1 访问',
	'publish.any-nic': '发布在所有地址上的端口可经虚拟机的 LAN 地址访问',
	'publish.any-v6': '发布在所有地址上的端口可经 [::1] 和虚拟机的 IPv6 LAN 地址访问',
	'publish.loopback-only-v4': '发布在 127.0.0.1 上的端口可在该地址访问',
	'publish.loopback-only-hidden':
		'发布在 127.0.0.1 上的端口无法由对端主机经 LAN 地址访问，在 pasta 检测到新端口之后也是如此',
	'publish.loopback-only-v6': '发布在 [::1] 上的端口可在该地址访问',
	'publish.nic-address': '发布在虚拟机 LAN 地址上的端口可在该地址访问，而不能经 127.0.0.1 访问',
	'publish.udp': '发布在所有地址上的 UDP 端口可经 LAN 地址访问',
	'publish.udp-loopback': '发布在所有地址上的 UDP 端口可经 127.0.0.1 访问',
	'publish.udp-v6': '发布在所有地址上的 UDP 端口可经 [::1] 和 IPv6 LAN 地址访问',
	'publish.range':
		'在 LAN 地址上，所发布端口范围内的每个端口都对应容器的同一端口（TCP；软件栈支持时也包括 UDP）',
	'publish.translated-range':
		'端口范围发布为另一范围时，在 LAN 地址上每个端口都对应容器的相应端口（TCP；软件栈支持时也包括 UDP）',
	'publish.distinct-loopbacks': '两个容器分别发布在 127.0.0.2 和 127.0.0.3 的同一端口上，各自应答',
	'publish.privileged-port':
		'低于 ip_unprivileged_port_start 的端口被拒绝，错误信息说明原因（implicit 端口驱动不被询问，也不拒绝），该端口在 127.0.0.1 上不应答；降低该 sysctl 后则应答',
	'publish.conflict': '端口的第二次发布被拒绝，错误信息指明端口；第一个仍应答，移除后端口空闲',
	'publish.rebind': '容器刚被移除的端口可立即再次发布，新容器应答',
	'publish.sctp-error': '发布 SCTP 端口被拒绝，错误信息说明原因，且不留下任何痕迹',
	'publish.no-proxy': 'userland-proxy=false 时，发布在所有地址上的端口可经 127.0.0.1 和 LAN 地址访问',
	'source.peer-address': '容器看到对端主机的真实地址',
	'source.loopback-address':
		'经虚拟机回环地址访问时，容器看到其网络的网关；端口驱动为 slirp4netns 时为 10.0.2.2；pasta 自 2024_10_30 起、RootlessKit 早于 2.3.2 且启用 userland proxy 时为 10.0.2.100',
	'egress.tcp': '对端主机之后的服务地址可经 TCP 访问',
	'egress.udp': '对端主机之后的服务地址可经 UDP 访问',
	'egress.tcp-v6': '对端主机之后的 IPv6 服务地址可经 TCP 访问',
	'egress.udp-v6': '对端主机之后的 IPv6 服务地址可经 UDP 访问',
	'egress.ping':
		'对端主机收到并应答两个 ICMP 回显请求（虚拟机的 net.ipv4.ping_group_range 按 Docker 文档设置）',
	'egress.mtu': '经 TCP 的 128 KiB 数据和一个 1472 字节的 UDP 数据报（一个完整的帧）到达对端主机并完整返回',
	'egress.udp-fragments': '8972 和 65000 字节的 UDP 数据报以 IP 分片发送，到达对端主机并完整返回',
	'egress.transfer': '向对端主机发送和从其接收的各 10 MiB 数据，散列值与发送时一致',
	'ingress.transfer': '经已发布端口发送和接收的各 10 MiB 数据，散列值在另一端一致',
	'dns.udp': 'resolv.conf 中的服务器经 UDP 应答 lab.test 的 A 和 AAAA 记录，以及 4 KiB 的 TXT 记录或截断标志',
	'dns.tcp': 'resolv.conf 中的服务器经 TCP 应答 lab.test 的 A 和 AAAA 记录，以及 4 KiB 的 TXT 记录',
	'dns.stub-resolver': '守护进程启动时虚拟机的 resolv.conf 只有 127.0.0.53 上的存根解析器，名称仍可解析',
	'isolation.host-loopback':
		'虚拟机 127.0.0.1 上的服务仅在未禁用主机回环时才可经 10.0.2.2 访问（TCP 和 UDP）',
	'isolation.host-network-container':
		'使用 --network host 的容器无法访问虚拟机 127.0.0.1 或 ::1 上的服务（TCP 或 UDP），在 pasta 检测到新端口之后也是如此',
	'isolation.netns-loopback':
		'RootlessKit 网络命名空间内 127.0.0.1 或 ::1 上的服务，无法经虚拟机自身的回环地址或其 LAN 访问（TCP 或 UDP），在 pasta 检测到新端口之后也是如此',
	'isolation.container-address':
		'从虚拟机，或从将其路由到那里的相邻主机，都无法经 TCP、UDP、ICMP 到达容器自身的 IPv4 和 IPv6 地址',
	'build.network': 'RUN 步骤可按名称并经 TCP 到达对端主机，经典构建器和 BuildKit 都是如此',
	'daemon.stop-leaves-nothing':
		'执行 `systemctl --user stop docker` 后，不遗留守护进程的任何进程、监听端口、命名空间、cgroup、挂载或状态',
	'daemon.bridge-init-recovers': '默认网桥曾初始化失败后，原因消除，守护进程可在同一数据上再次启动',
	'daemon.user-network-recovers': '用户自定义网络曾初始化失败后，可将其移除；原因消除后可再次创建',
	'daemon.restart-keeps-publish':
		'重启策略为 `always` 的容器，其已发布端口在执行 `systemctl --user restart docker` 后仍应答',
	'publish.ephemeral-port': '由守护进程自选的端口（-p 0:80）可经 127.0.0.1 和 LAN 地址访问',
	'publish.ephemeral-port-taken':
		'守护进程将要选择的端口被虚拟机中的程序占用时，使用 -p 0:80 的容器仍能启动，并在另一端口应答',
	'publish.two-lan-addresses': '两个容器分别发布在虚拟机两个 LAN 地址的同一端口上，各自应答',
	'publish.first-byte': '已发布端口的首次应答，比容器自身地址的应答晚不到 0.9 秒',
	'egress.link-local-service': '169.254.169.254 上对虚拟机应答的服务（如云的实例元数据）也对容器应答',
	'egress.transfer-with-loss':
		'LAN 在任一方向每 25 个数据包丢失一个时，向对端主机发送和从其接收的各 10 MiB 数据仍完整到达',
	'ingress.transfer-with-loss':
		'LAN 在任一方向每 25 个数据包丢失一个时，经已发布端口发送和接收的各 10 MiB 数据仍完整到达',
	'isolation.build-host-loopback':
		'RUN 步骤无法经 TCP 访问虚拟机 127.0.0.1 上的服务，既不能经其自身的 127.0.0.1，也不能经 10.0.2.2，经典构建器和 BuildKit 都是如此',
	'daemon.start-time':
		'执行 `systemctl --user restart docker` 后，守护进程在 20 秒内可用；在慢速机器上，不超过与产品无关的一次往返的 30 倍',
	'dns.linked-resolv-conf': '守护进程启动时虚拟机的 resolv.conf 是指向 /etc 之外的链接，名称仍可解析',
	'daemon.no-default-route': '在没有默认路由的虚拟机上守护进程可启动，已发布端口可经 127.0.0.1 和 LAN 访问',
}
