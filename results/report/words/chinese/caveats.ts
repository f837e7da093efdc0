import type { Caveat } from '../../../expectations/index.ts'

/** What a caveat says itself. */
export type CaveatWords = Pick<Caveat, 'where' | 'title' | 'because' | 'instead'>

/** Caveats in Chinese, by their ids. */
export const chineseCaveats: Readonly<Record<string, CaveatWords>> = {
	'no-ipv6-daemon-down': {
		where: '内核以 ipv6.disable=1 启动',
		title: '守护进程无法启动',
		because:
			'dockerd-rootless.sh 设置 net.ipv6.conf.all.forwarding，而这样的内核没有该项（另见 moby #51543）',
		instead: '启动时不用该参数，改用 sysctl net.ipv6.conf.*.disable_ipv6 关闭 IPv6',
	},
	'no-raw-table': {
		where: '内核没有 raw 表（CONFIG_IP_NF_RAW），且使用 legacy iptables',
		title: '无法发布任何端口',
		because: 'dockerd 为每个已发布端口在 raw 表中写入一条规则',
		instead: '从 28.0.2 起，设置 DOCKER_INSECURE_NO_IPTABLES_RAW=1',
	},
	'setuptool-wants-ip-tables': {
		where: '内核没有 ip_tables 模块（RHEL 10；从 6.17 起可不编译）',
		title: 'dockerd-rootless-setuptool.sh 拒绝安装',
		because:
			'它不论使用哪种 iptables 都检查 ip_tables；从 28.1.0 起，除非使用 legacy iptables，改为检查 nf_tables',
		instead: 'dockerd-rootless-setuptool.sh install --skip-iptables',
	},
	'user-namespaces-restricted': {
		where: 'AppArmor 限制非特权用户命名空间（Ubuntu 从 23.10 起如此），且没有配置文件允许 rootlesskit',
		title: '守护进程无法启动：permission denied',
		because: 'RootlessKit 可以创建用户命名空间，但在其中什么也不能做（另见 rootlesskit #463）',
		instead: '加载允许 rootlesskit 所在路径使用 `userns` 的 AppArmor 配置文件，Docker 的软件包即如此',
	},
	'no-tun': {
		where: '没有 /dev/net/tun，例如在未提供该设备的容器中',
		title: '守护进程无法启动',
		because: 'slirp4netns 和 pasta 在网络命名空间中创建 tap 设备',
	},
	'no-veth': {
		where: '内核没有 veth',
		title: '凡有自己网络的容器都无法启动',
		because: '网桥上的每个容器都通过一对 veth 设备连接',
	},
	'overlay-needs-5-11': {
		where: 'data-root 是新建的，且内核没有 Debian 和 Ubuntu 允许在用户命名空间中使用 overlay 的补丁',
		title: '容器无法启动',
		because: 'containerd 的镜像存储（从 29.0 起新安装的默认值）不检查能否挂载就使用 overlayfs',
		instead: '将 features.containerd-snapshotter 设为 false，并使用 fuse-overlayfs',
	},
	'ephemeral-port-not-retried': {
		where: '主机已将 Docker 所选的端口分配给别的程序',
		title: '由 Docker 自选主机端口（`-p 80`）的容器偶尔无法启动',
		because:
			'dockerd 在网络命名空间中寻找空闲端口，而主机无法提供该端口时不再尝试下一个（另见 moby #52903、#52927）',
		instead: '用 sysctl net.ipv4.ip_local_port_range 将两者分开',
	},
	'upgrade-breaks-embedded-dns': {
		where: '守护进程是原地升级的',
		title: '升级前创建的容器无法解析名称',
		because: 'dockerd 29.1.0 将旧版本写入的 resolv.conf 当作用户修改过的，因此保持原样（另见 moby #51615）',
	},
	'lan-addresses-share-no-port': {
		where: '主机有多个 LAN 地址，且两个容器分别发布在各地址的同一端口上',
		title: '两个 LAN 地址不能共用一个端口',
		because:
			'除回环地址外，每个地址在 RootlessKit 的网络命名空间中都变成同一个地址，第二个容器在那里发现端口已被占用',
	},
}
