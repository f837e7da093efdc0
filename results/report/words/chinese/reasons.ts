import { chinese } from '../catalogue/chinese.js'
import type { Reasons } from '../catalogue/english.js'
import { chineseWays } from './form.ts'
import { kernelParts, kernelPatterns } from './kernel.ts'
import { probeParts, probePatterns } from './probes.ts'
import { hintPatterns, troublePatterns } from './troubles.ts'

/**
 * Why something was skipped, not tried or broke: sentences of the harness's own. What a guest said in one stays as it is.
 * A condition of a new check brings its own beside its English.
 * `$1` is what stands there, `#1` the phase of that name, `@1` a part that is translated itself.
 */
const patterns: Reasons = [
	[/^nothing in this configuration needs br_netfilter$/, '此配置不需要 br_netfilter'],
	[/^br_netfilter is loaded$/, 'br_netfilter 已加载'],
	[/^this configuration is to refuse: see (\S+)$/, '此配置应拒绝启动：见 $1'],
	[
		/^this configuration is to start without br_netfilter: see (\S+)$/,
		'此配置应在没有 br_netfilter 时启动：见 $1',
	],
	[/^there is no such sysctl: br_netfilter is (\w+)$/, '没有此 sysctl：br_netfilter @1'],
	[/^icc=false shuts the default bridge: see (\S+)$/, 'icc=false 关闭默认网桥上的通信：见 $1'],
	[
		/^the unit of Docker before 23\.0 does not say when its daemon is up$/,
		'Docker 23.0 之前的单元不会报告守护进程何时就绪',
	],
	[/^bridge is none: there is no default bridge$/, 'bridge 为 none：没有默认网桥'],
	[/^bridge is none: a RUN step has no network$/, 'bridge 为 none：RUN 步骤没有网络'],
	[/^icc is on: neighbours on the default bridge may talk$/, 'icc 已启用：默认网桥上的相邻容器可以通信'],
	[/^the userland proxy is on: see (\S+)$/, '已启用 userland proxy：见 $1'],
	[/^the userland proxy is on: see (\S+) and (\S+)$/, '已启用 userland proxy：见 $1、$2'],
	[/^the userland proxy is off: see (\S+)$/, '已禁用 userland proxy：见 $1'],
	[
		/^the userland proxy is off, and only it carries IPv6 to a container that has just IPv4$/,
		'已禁用 userland proxy，而只有它能将 IPv6 转给仅有 IPv4 的容器',
	],
	[/^the kernel is booted with (\S+): it has no IPv6$/, '内核以 $1 启动：没有 IPv6'],
	['the kernel is built without IPv6', '内核编译时不含 IPv6'],
	[
		/^pasta (.+) does not forward UDP with implicit ports: that came with (\S+)$/,
		'pasta $1 不以 implicit 方式转发 UDP：自 $2 起才支持',
	],
	[
		/^with the implicit port driver dockerd binds ports in RootlessKit's namespace only, which has no address of the VM$/,
		'使用 implicit 端口驱动时，dockerd 只在 RootlessKit 的网络命名空间中绑定端口，那里没有虚拟机的地址',
	],
	[
		/^with the implicit port driver dockerd binds no address of the VM$/,
		'使用 implicit 端口驱动时，dockerd 不绑定虚拟机的任何地址',
	],
	[
		/^RootlessKit gives its namespace IPv6 only when it is told --ipv6.*$/,
		'只有指定 --ipv6（rootlesskit-flags），RootlessKit 的网络命名空间才有 IPv6：dockerd 自身的 ipv6 设置只用于其网桥',
	],
	[
		/^the default bridge has no IPv6: the profile does not say ipv6$/,
		'默认网桥没有 IPv6：守护进程配置未设置 ipv6',
	],
	[
		/^host loopback is not disabled: nobody promises that the VM's 127\.0\.0\.1 is out of reach$/,
		'未禁用主机回环：不保证虚拟机的 127.0.0.1 不可访问',
	],
	[
		/^RootlessKit's network namespace is detached: --network host is the VM's own network, whose 127\.0\.0\.1 a container is to reach$/,
		'RootlessKit 的网络命名空间已分离：--network host 即虚拟机自身的网络，容器应能访问其 127.0.0.1',
	],
	[/^the daemon does not run: ([^]*)$/, '守护进程未运行：“$1”'],
	[/^the daemon refuses to start: see (\S+)$/, '守护进程拒绝启动：见 $1'],
	[/^the daemon does not start: see (\S+)$/, '守护进程无法启动：见 $1'],
	[/^the daemon refused to start, as it should here$/, '守护进程拒绝启动，此处正应如此'],
	[/^the cell was never started$/, '该配置从未开始'],
	[/^the cell started and never ended$/, '该配置已开始但没有结束'],
	[/^the cell started and never ended in phase "(\w+)"$/, '该配置已开始，在“#1”阶段没有结束'],
	[/^the check started and never ended$/, '该检查已开始但没有结束'],
	[
		/^it was to be asked, and the event log has nothing of it$/,
		'该检查应被执行，但事件日志中没有它的任何记录',
	],
	[
		/^the event log goes on with attempt (\d+) where attempt (\d+) was to follow: it is not whole$/,
		'事件日志在应为第 $2 次尝试之处从第 $1 次尝试继续：日志不完整',
	],
	[
		/^the event log says what the cell did, and not that it was started: it is not whole$/,
		'事件日志记录了该配置所做的事，却没有它开始的记录：日志不完整',
	],
	[
		/^attempt (\d+) came to its end, and the event log does not say what became of (.+): it is not whole$/,
		'第 $1 次尝试已结束，但事件日志没有记录 $2 的结果：日志不完整',
	],
	[
		/^the event log goes on with the cell after its end, and does not say that it was started again: it is not whole$/,
		'事件日志在该配置结束之后又有它的记录，却没有它再次开始的记录：日志不完整',
	],
	[
		/^the event log does not say which programs the cell ran: it is not whole$/,
		'事件日志没有记录该配置运行了哪些程序：日志不完整',
	],
	[/^interrupted$/, '已中断'],
	[/^interrupted in phase "(\w+)"$/, '在“#1”阶段中断'],
	[/^The run was interrupted\.$/, '运行被中断。'],
	[/^the harness broke and gave no reason$/, '测试工具出错，未给出原因'],
	[/^the harness broke in phase "(\w+)" and gave no reason$/, '测试工具在“#1”阶段出错，未给出原因'],
	[/^an artifact is not available; no reason was given$/, '所需的软件包无法取得，未给出原因'],
	[/^the cell completed without recording a single check$/, '该配置已完成，但没有记录任何检查'],
	[/^the cell took longer than (.+)$/, '该配置用时超过 @1'],
	[/^shard (\d+) of (\d+) never came$/, '$2 个分片中的第 $1 个未送到'],
	[/^(\d+) of the plan's (\d+) cells? (?:is|are) in no run$/, '计划的 $2 个配置中有 $1 个不在任何运行中'],
	[/^the harness differs \((.*)\)$/, '测试工具不同（$1）'],
	[/^the harness's sources differs \((.*)\)$/, '测试工具的源代码不同（$1）'],
	[/^what the event log tells of a failure differs \((.*)\)$/, '事件日志对失败的记录不同（$1）'],
	[/^VM driver differs \((.*)\)$/, '虚拟机驱动不同（$1）'],
	[/^the accelerator differs \((.*)\)$/, '加速器不同（$1）'],
	[/^(.*) is not the same file everywhere \((.*)\)$/, '$1 并非处处是同一文件（$2）'],
	[/^no reason was given$/, '未给出原因'],
	[
		/^lines? ([\d, …]+) of the event log is unfinished, as a killed run leaves it$/,
		'事件日志第 $1 行不完整：运行被强行终止时如此',
	],
	[
		/^lines? ([\d, …]+) of the event log (?:is|are) not (?:the one that was|those that were) to follow: lines before (?:it|them) were lost, or written twice$/,
		'事件日志第 $1 行编号不连续：此前有行丢失，或被重复写入',
	],
	[/^lines? ([\d, …]+) of the event log cannot be read$/, '事件日志第 $1 行无法读取'],
	[/^lines? ([\d, …]+) of the event log came before the run began$/, '事件日志第 $1 行早于运行开始'],
	[
		/^lines? ([\d, …]+) of the event log belongs? to (?:a cell|cells) that this run has not$/,
		'事件日志第 $1 行属于此次运行中没有的配置',
	],
	[/^no snapshots: every cell boots$/, '没有快照：每个配置都要启动虚拟机'],
	[
		/^no restricted network at the edge of the VM: its guest has no route out of it, but root in the guest could make one$/,
		'虚拟机边缘没有受限网络：客户机没有通往外部的路由，但客户机中的 root 可以添加',
	],
	[
		/^no read-only disks: a guest may write to its own copies, which are thrown away$/,
		'没有只读磁盘：客户机可以写入自己的副本，副本用后即弃',
	],
	[/^no sandbox around the program that runs the guest$/, '运行客户机的程序没有沙箱'],
	[
		/^no console from the first byte on: a guest that dies early leaves no words$/,
		'控制台并非从第一个字节开始记录：过早崩溃的客户机不留下任何输出',
	],
	[
		/^no serial numbers of disks: the guest finds each by its label$/,
		'磁盘没有序列号：客户机按卷标查找每块磁盘',
	],
	[/^no notice of a panic: such a guest is a time-out$/, '没有内核崩溃（panic）通知：这样的客户机表现为超时'],
	[/^it does not say which (Docker|passt) this is$/, '其中未说明 $1 的版本'],
	[
		/^its kernel is (\S+); Debian's (\S*) stands for it unless its files are given$/,
		'其内核为 $1；除非提供其文件，否则以 Debian 的 $2 代替',
	],
	[/^its network driver is (\S+); slirp4netns stands for it$/, '其网络驱动为 $1，以 slirp4netns 代替'],
	[/^there is no guest of (\S+); another one stands for it$/, '没有 $1 的客户机系统，以另一种代替'],
	[/^it has no kernel configuration$/, '其中没有内核配置'],
	[/^its kernel configuration: ([^]*)$/, '其内核配置：“$1”'],
	[/^fail: (.*)$/, '失败：$1'],
	[/^flaky: (.*)$/, '不稳定：$1'],
	[/^fixed: (.*)$/, '已修复：$1'],
	[/^error: (.*)$/, '出错：$1'],
]

/** What stands within a sentence and is no sentence. */
const parts: Reasons = [
	...Object.entries(chinese.axisValues.brNetfilter ?? {}),
	[/^(\d+(?:\.\d+)?) s$/, '$1 秒'],
	[/^(\d+) min (\d+) s$/, '$1 分 $2 秒'],
	...probeParts,
	...kernelParts,
]
const allPatterns = [...patterns, ...kernelPatterns]
/** What broke, alone: what comes behind it is translated first, for some of these end in anything. */
const brokenPatterns = [...allPatterns, ...troublePatterns]

const phaseName = (phase: string): string =>
	Object.entries(chinese.phaseNames).find(([name]) => name === phase)?.[1] ?? phase

/**
 * A sentence of the harness's own in Chinese; undefined for any other text, which is evidence and stays as it is.
 * @param own what checks bring with their conditions. They come last: a plug-in's do not change what the harness says.
 */
export const chineseReason = (reason: string, own: Reasons = []): string | undefined =>
	attempts(reason, own) ?? sentence(reason) ?? sentence(reason, own) ?? trouble(reason)

/** What a check says of what it found, in Chinese: line by line, for it has several ways. Undefined where no line is its own. */
export function chineseMessage(message: string, own: Reasons = []): string | undefined {
	const whole = attempts(message, own) ?? sentence(message) ?? sentence(message, own)
	if (whole !== undefined) return whole
	const lines = message.split('\n')
	const said = lines.map(foundLine)
	return said.every((one) => one === undefined)
		? undefined
		: said.map((one, place) => one ?? lines[place]).join('\n')
}

/** `host.lan: peer asked …`: a way and what was found of it, or that alone. */
function foundLine(line: string): string | undefined {
	const whole = unlikeKnown(line) ?? sentence(line, probePatterns)
	if (whole !== undefined) return whole
	const [, way, found = ''] = /^([\w.-]+): (.+)$/.exec(line) ?? []
	const words = way === undefined ? undefined : sentence(found, probePatterns)
	return words === undefined ? undefined : `${way}：${words}`
}

/** What a known issue says, and what was found instead. */
function unlikeKnown(line: string): string | undefined {
	const [, issue, says = '', found = ''] = /^known issue (\S+) says (.+?); found (.+)$/.exec(line) ?? []
	if (issue === undefined) return undefined
	const ways = found === noWay ? '未说明失败方式的失败' : chineseWays(found)
	return `已知问题 ${issue} 所述为：${chineseWays(says)}；实际为：${ways}`
}

/** As `describeWays` says it. */
const noWay = 'a failure that does not say which way failed'

/** What came of each attempt at a check, a line each: a verdict, a sentence of the harness's own, or evidence. */
function attempts(reason: string, own: Reasons): string | undefined {
	if (!/^attempt \d+: /.test(reason)) return undefined
	return reason.replace(/^attempt (\d+): (.*)$/gm, (_, attempt: string, said: string) => {
		const verdict = Object.entries(chinese.report.verdicts).find(([name]) => name === said)?.[1]
		const words = verdict ?? sentence(said) ?? sentence(said, own) ?? foundLine(said) ?? said
		return `${chinese.report.attempt(Number(attempt))}：${words}`
	})
}

/** What broke, with what to do about it, why, and the last words of a program: each where there is one, as `explainError` joins them. */
function trouble(reason: string): string | undefined {
	const [, before, , after = ''] = /^([^]*?) (Its last words|What shows it): ([^]*)$/.exec(reason) ?? []
	if (before !== undefined) {
		const head = trouble(before)
		const label = reason.startsWith('Its last words', before.length + 1) ? '最后输出' : '证据'
		return head && `${head}${label}：“${after}”`
	}
	const [, broke, why = ''] = /^([^]*?) \(because: ([^]*)\)$/.exec(reason) ?? []
	if (broke !== undefined) {
		const head = trouble(broke)
		return head && `${head}（原因：${trouble(why) ?? `“${why}”`}）`
	}
	for (const { index } of reason.matchAll(/ (?=[A-Z`])/g)) {
		const hint = sentence(reason.slice(index + 1), hintPatterns)
		const head = hint && sentence(reason.slice(0, index), brokenPatterns)
		// Behind a sentence without its full stop there is one before the next.
		if (head) return `${head.replace(/(?<=[^。：”])$/, '。')}${hint}`
	}
	return sentence(reason, brokenPatterns)
}

function sentence(reason: string, known: Reasons = allPatterns): string | undefined {
	for (const [english, words] of known) {
		if (typeof english === 'string') {
			if (english === reason) return words
			continue
		}
		const match = english.exec(reason)
		// Never by `replace`, in which a guest's own `$&` would be acted on.
		if (match !== null)
			return words
				.replace(/([$#@])(\d)/g, (_, sign: string, place: string) => {
					const found = match[Number(place)] ?? ''
					return sign === '#' ? phaseName(found) : sign === '@' ? chineseParts(found) : found
				})
				.trim()
	}
	return undefined
}

/** What stands within a sentence; a list has semicolons. */
export const chineseParts = (text: string): string =>
	text
		.split('; ')
		.map((part) => sentence(part, parts) ?? part)
		.join('；')
