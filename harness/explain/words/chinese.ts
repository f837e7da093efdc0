import { languages } from '#results'
import type { ExplainWords } from './english.ts'

const { decision } = languages.zh
/** Between Chinese and Latin letters stands a space. */
const spaced = (text: string): string => (/^[!-~]/.test(text) ? ` ${text}` : text)
const checks = (count: number): string => `（${count} 项检查）`

export const chinese: ExplainWords = {
	comma: '、',
	parts: {
		dockerd: 'Docker',
		rootlesskit: 'RootlessKit',
		slirp4netns: 'slirp4netns',
		passt: 'passt',
		kernel: 'Linux',
	},
	configuration: {
		noVersion: '（版本未知）',
		drivers: (network, portDriver) => `${network}，端口驱动 ${portDriver}`,
		anyKernel: '任意内核',
		kernel: (value) => `内核 ${value}`,
		guest: (value) => `客户机系统 ${value}`,
		modules: (value) => `模块 ${value}`,
		upgradeFrom: (value) => `由 ${value} 升级`,
		cmdline: (value) => `内核命令行含 ${value}`,
		defaultSettings: '守护进程默认设置',
	},
	assumed: (list) => `未指定，因此假定：${list.join('；')}。`,
	assumptions: {
		brNetfilter: 'br_netfilter 已加载（--br-netfilter unloaded 或 absent 可更改）',
		network: (drivers) =>
			`网络驱动为 slirp4netns（dockerd-rootless.sh 依次取 ${drivers.join('、')} 中第一个已安装的；用 --passt VERSION 指定 pasta）`,
		implicit: '端口驱动为 implicit，pasta 只有这一种',
		builtin: '端口驱动为 builtin',
		rootlesskit: '此 Docker 自带的 RootlessKit',
		inferred: (version) => `此 Docker 自带的 RootlessKit：${version} 为推断，所读文件均未说明`,
	},
	beyond: (newest) => `比 ${newest.join(' 和 ')} 更新的版本未经测试，也无资料`,
	untried: (driver) => `从未用网络驱动 ${driver} 执行过任何检查`,
	nothingKnown: (why) => `未知：${why}。`,
	notKnown: (beyond) => `未知：${beyond}。以下是此前的结论。`,
	readAbout: (list) => `仅据资料，未经实测：${list.join('、')}。`,
	unproven: '新的检查，迄今只在少数配置中执行过',
	measuredUpTo: (version, known) => `${version}（实测至 ${known}）`,
	daemon: {
		starts: 'Docker 守护进程可以启动。',
		warns: (words) => `它警告：“${words}”`,
		refuses: 'Docker 守护进程拒绝启动。原文：',
		down: 'Docker 守护进程无法启动：',
		notKnown: (beyond) => `Docker 守护进程能否启动未知：${beyond}。`,
	},
	titles: {
		known: (count) => `已知失败${checks(count)}`,
		depends: (count) => `取决于未知的版本${checks(count)}`,
		changes: languages.zh.change,
		notKnown: (count) => `未知${checks(count)}`,
		holds: (count) => `预期成立${checks(count)}`,
		holdsAsRead: (count) => `据发行说明和源代码预期成立${checks(count)}`,
		onDemand: (count) => `按需检查：${count} 项，仅在指名时运行`,
		caveats: '与主机和用法有关、配置未描述的已知问题',
		skipped: (count) => `此配置中不检查${checks(count)}`,
	},
	rule: {
		gap: decision.gap,
		titled: (title, because) => `${title}：${because}`,
		because: (reason) => `原因：${reason}`,
		since: (version) => `始于 ${version}`,
		fixed: (version) => `修复于 ${version}`,
		read: '仅据资料，尚无运行证实',
		elsewhere: '见于别处的运行，未在此重现',
		failedBefore: (title, see) => `此前失败：${title}：${see}`,
		where: (where, title) => `若${spaced(where)}：${title}`,
		instead: (what) => `应对：${what}`,
	},
	listed: (what, list) => `${what}：${list}`,
	lead: (what) => `${what}：`,
	onDemand: {
		pass: '预期成立',
		known: '已知失败',
		depends: '取决于未知的版本',
		'not-known': '未知',
	},
	changes: {
		none: languages.zh.changeNone,
		starts: (gained) => `守护进程可以启动，此前因它未运行而跳过的 ${gained} 项检查将成立`,
		holds: languages.zh.changeHolds,
		gap: languages.zh.changeGap,
		fails: languages.zh.changeFails,
		lost: (title, list) => `${title}（${list}）`,
		dropped: '不再检查',
	},
}
