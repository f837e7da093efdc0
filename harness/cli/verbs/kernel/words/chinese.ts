import type { KernelWords } from './english.ts'

/** Between Chinese and Latin letters stands a space. */
const spaced = (text: string): string => text.replace(/^(?=[!-~])|(?<=[!-~])$/g, ' ')

export const chinese: KernelWords = {
	thisKernel: '此内核',
	linux: (version) => `Linux ${version} 内核`,
	works: (kernel, docker) => `${spaced(kernel).trimStart()}具备 rootless Docker ${docker} 所需的一切。`,
	limits: (kernel, docker, wanted) =>
		`${spaced(kernel).trimStart()}具备 rootless Docker ${docker} 默认配置所需；某些配置还需要：${wanted.join('、')}。`,
	broken: (kernel, docker, missing) =>
		`rootless Docker ${docker} 无法在${spaced(kernel)}上工作：缺少 ${missing.join('、')}。`,
	cannotRun: (kernel, obstacles) =>
		`${spaced(kernel).trimStart()}无法在此运行客户机，障碍：${obstacles.join('、')}。`,
	unknown: (kernel, docker, wish) =>
		`未发现${spaced(kernel)}缺少 rootless Docker ${docker} 所需的功能，但所给文件不足以判断。${wish}`,
	config: '其配置（config-RELEASE、/proc/config.gz）',
	modules: '其模块',
	give: (missing) => `请一并提供${missing.join('和')}。`,
	giveWhole: '请提供其完整配置。',
	presence: { builtin: '内建', module: '模块', missing: '缺失', unknown: '未知' },
	blacklisted: {
		install: (from) => `从不加载：${from} 的 install 行禁止加载它。`,
		blacklist: (from) => `不自动加载：${from} 的 blacklist 行列有它。`,
	},
	facts: {
		release: '版本号',
		arch: '架构',
		image: '映像',
		built: '编译',
		modules: '模块',
		config: '配置',
		packages: '软件包',
		madeBy: '出处',
	},
	notGiven: '未提供',
	moduleFiles: (files, builtin) =>
		`${files} 个文件，${builtin === undefined ? '内建数量未知' : `内建 ${builtin} 个`}`,
	options: (count, from, isWhole) => `${count} 个选项，${from}${isWhole ? '' : '（只是一部分）'}`,
	judging: (distribution) => `${distribution}（据内核版本号判断）`,
	boots: '虚拟机启动它所用的设备',
	cannotBoot: '它无法在此运行',
	noConsole: '没有控制台：看不到内核启动时的输出',
	assumed: '：假定如此，没有文件说明内建了什么',
	passedOver: (drivers) => `不用 ${drivers.join('；不用 ')}`,
	wants: (docker) => `rootless Docker ${docker} 对它的要求`,
	areas: {
		namespaces: '命名空间与控制组',
		network: '网络设备',
		firewall: '防火墙',
		'firewall-v6': '防火墙（IPv6）',
		bridge: '网桥上的过滤',
		storage: '存储',
		other: '少数功能所需',
	},
	fewNeed: (ids) => `缺失，但只有少数功能需要：${ids.join('、')}`,
	expected: (docker) => `Docker ${docker} 的守护进程在其上的预期表现`,
	notKnown: '未知：此 Docker 比已了解的任何版本都新',
	starts: '启动',
	refuses: '拒绝启动',
	defaults: '默认设置',
	explain: (command) => `其余见：${command}`,
	note: (words) => `注意：${words}`,
}
