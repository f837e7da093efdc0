import type { KernelWords } from './english.ts'

/** Between Chinese and Latin letters stands a space. */
const spaced = (text: string): string => (/^[!-~]/.test(text) ? ` ${text}` : text)

export const chinese: KernelWords = {
	thisKernel: '此内核',
	linux: (version) => `Linux ${version} 内核`,
	works: (kernel, docker) => `${kernel} 具备 rootless Docker ${docker} 所需的一切。`,
	limits: (kernel, docker, wanted) =>
		`${kernel} 具备 rootless Docker ${docker} 默认配置所需；某些配置还需要：${wanted.join('、')}。`,
	broken: (kernel, docker, missing) =>
		`rootless Docker ${docker} 无法在${spaced(kernel)} 上工作：缺少 ${missing.join('、')}。`,
	cannotRun: (kernel, obstacles) => `${kernel} 无法在此运行客户机，障碍：${obstacles.join('、')}。`,
	unknown: (kernel, docker, wish) =>
		`未发现${spaced(kernel)} 缺少 rootless Docker ${docker} 所需的功能，但所给文件不足以判断。${wish}`,
	config: '其配置（config-RELEASE、/proc/config.gz）',
	modules: '其模块',
	give: (missing) => `请一并提供${missing.join('和')}。`,
	giveWhole: '请提供其完整配置。',
	presence: { builtin: '内建', module: '模块', missing: '缺失', unknown: '未知' },
	blacklisted: {
		install: (from) => `从不加载：${from} 的 install 行禁止加载它。`,
		blacklist: (from) => `不自动加载：${from} 的 blacklist 行列有它。`,
	},
}
