// @ts-check
/** @import { Texts } from './english.js' */

/** @type {Texts['decision']} */
export const chineseDecision = {
	title: '能否使用',
	states: {
		works: '可用',
		gaps: '部分可用',
		fails: '不可用',
		refuses: '按文档所述拒绝启动',
		unknown: '无法判定',
		untried: '未测试',
	},
	counted: (state, count, all) => `${all} 个配置中有 ${count} 个${state}`,
	more: (count) => `（另有 ${count} 个未测试）`,
	common: (values) => `：${values}`,
	aside: (words) => `（${words}）`,
	name: (docker, state) => `Docker ${docker}：${state}`,
	gap: '隔离失效',
	limit: '已知限制',
	consequence: '后果',
	advice: '建议',
	best: (where, what) => `在测试过的配置中，宜选 ${where}：${what}`,
	take: (where, what) => `宜选 ${where}（${what}）`,
	bestWithGaps: (where, what) => `在测试过的配置中，没有比 ${where} 更好的：${what}`,
	takeWithGaps: (where, what) => `没有比 ${where} 更好的（${what}）`,
	noGap: '无隔离失效',
	someGaps: (n) => `${n} 处隔离失效`,
	noIssue: '无失败项',
	issues: (n, list) => `${n} 项检查失败（${list}）`,
	where: (conditions, what) => `${conditions} 时：${what}`,
	reason: (title) => `否则：${title}`,
	avoid: (setting) => `不要依赖 ${setting}`,
	noRemedy: '尚无已知的解决办法',
	held: (cells) => `已验证于${cells}`,
	costs: (list) => `代价：${list} 会失败，属已知问题`,
	others: (n) => `另有 ${n} 项已知限制，各附改变办法`,
	below: (n) => `另有 ${n} 项已知限制：见下文“已知问题”`,
	untried: (list) => `未测试：${list}`,
	and: '、',
	or: ' 或 ',
	is: (name, values) => `${name} ${values}`,
	parts: {
		dockerd: 'Docker',
		containerd: 'containerd',
		runc: 'runc',
		rootlesskit: 'RootlessKit',
		slirp4netns: 'slirp4netns',
		passt: 'passt',
		network: '网络驱动',
		kernel: '内核',
	},
	remedy: {
		upgrade: (part, version) => `将 ${part} 升级到 ${version} 或更高版本`,
		upgradeIgnoring: (version) =>
			`将 Docker 升级到 ${version} 或更高版本，并设置 DOCKER_IGNORE_BR_NETFILTER_ERROR=1`,
		downgrade: (part, version) => `退回到早于 ${version} 的 ${part}`,
		unloaded: '在主机上以 root 加载 br_netfilter：modprobe br_netfilter',
		absent: '换用带有 br_netfilter 的内核，并在主机上以 root 加载：modprobe br_netfilter',
		leave: (setting) => `将 ${setting} 保持为默认值`,
		set: (setting) => `设置 ${setting}=1`,
		portDriver: (driver) => `改用端口驱动 ${driver}：DOCKERD_ROOTLESS_ROOTLESSKIT_PORT_DRIVER=${driver}`,
		slirp: (driver) => `改用 slirp4netns 与端口驱动 ${driver}，不用 pasta`,
	},
	consequences: {
		'networks-not-isolated-v6': '有 IPv6 子网的网络上的任何容器，都能访问其他此类网络上容器的所有端口',
		'icc-not-enforced': '默认网桥上的任何容器都能访问同一网桥上其他容器的所有端口，如同未设置 icc=false',
		'pasta-host-loopback-spliced':
			'使用 --network host 的容器能访问主机 127.0.0.1 上监听的服务：数据库、管理端口、其他用户的服务',
		'pasta-host-loopback-spliced-tcp':
			'使用 --network host 的容器能通过 TCP 访问主机 127.0.0.1 上监听的服务：数据库、管理端口、其他用户的服务',
		'pasta-netns-loopback-tcp':
			'主机上的任何用户都能通过 TCP 访问 RootlessKit 网络命名空间内 127.0.0.1 上监听的服务，例如使用 --network host 的容器',
		'pasta-netns-loopback-before-the-change':
			'主机上的任何用户都能访问 RootlessKit 网络命名空间内 127.0.0.1 上监听的服务，例如使用 --network host 的容器',
		'pasta-netns-loopback-restored':
			'主机上的任何用户都能访问 RootlessKit 网络命名空间内 127.0.0.1 上监听的服务，例如使用 --network host 的容器',
	},
}
