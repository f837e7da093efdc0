import type { Reasons } from '../catalogue/english.js'
import { chineseForm } from './form.ts'

/** Where somebody stood who asked, and what somebody did. */
const places: Reasons = [
	[/^create$/, '创建'],
	[/^remove$/, '删除'],
	[/^out$/, '发送'],
	[/^in$/, '接收'],
	[/^host$/, '主机'],
	[/^peer$/, '对端主机'],
	[/^netns$/, '网络命名空间'],
	[/^container "(.+)"$/, '容器“$1”'],
	[/^(\S+) over (\w+)$/, '$1（$2）'],
]

/** What an answer was, as a check's sentence says it: `refused (socat's own words)`. */
const answers: Reasons = [
	[/^answered by (\S+), who saw (\S+)$/, '由 $1 应答，它看到的来源为 $2'],
	...(
		['refused', 'reset', 'closed', 'timeout', 'unreachable', 'unresolved', 'lost', 'damaged'] as const
	).flatMap(
		(kind) =>
			[
				[kind, chineseForm({ kind })],
				[new RegExp(`^${kind} \\((.*)\\)$`), `${chineseForm({ kind })}（“$1”）`],
			] as Reasons,
	),
]

/** What checks say of what they asked and found, a line each; what programs said in it is quoted. */
export const probePatterns: Reasons = [
	[
		/^(host|peer|netns|container ".+?") asked (\S+(?: over \w+)?): expected "(.+?)" to answer, found: (.+)$/,
		'@1询问 @2：应由 $3 应答，实际：@4',
	],
	[
		/^(host|peer|netns|container ".+?") asked (\S+(?: over \w+)?): expected no answer, found: (.+)$/,
		'@1询问 @2：应无应答，实际：@3',
	],
	[/^(host|peer|netns|container ".+?") asked (\S+) for "(.+?)": (.+)$/, '@1向 $2 询问 $3：@4'],
	[
		/^(host|peer|netns|container ".+?") asked for (\w+) of (\S+): no answer \((.*)\)$/,
		'@1询问 $3 的 $2 记录：没有应答（“$4”）',
	],
	[
		/^(host|peer|netns|container ".+?") asked for (\w+) of (\S+): the answer is error (\d+)$/,
		'@1询问 $3 的 $2 记录：应答为错误码 $4',
	],
	[/^A published port did not answer as it should:$/, '一个已发布端口没有如期应答：'],
	[
		/^the address that the container saw: expected (\S+), found: (\S+)$/,
		'容器看到的地址：应为 $1，实际为 $2',
	],
	[/^[Tt]he daemon published an SCTP port without an error$/, '守护进程发布了 SCTP 端口，没有报错'],
	[
		/^[Tt]he daemon published the privileged port (\d+) without an error$/,
		'守护进程发布了特权端口 $1，没有报错',
	],
	[/^[Tt]he daemon refused to publish (\S+): ([^]*)$/, '守护进程拒绝发布 $1：“$2”'],
	[/^[Tt]he daemon refused to start "(.+?)": ([^]*)$/, '守护进程拒绝启动 $1：“$2”'],
	[/^a UDP datagram of (\d+) bytes: (\w+)$/, '$1 字节的 UDP 数据报：@2'],
	[/^the user unit (\S+) is (\S+): ([^]*)$/, '用户单元 $1 处于 $2 状态：“$3”'],
	[/^the daemon did not start: ([^]*)$/, '守护进程没有启动：“$1”'],
	[
		/^the daemon started, although it was to refuse without br_netfilter$/,
		'守护进程已启动，而没有 br_netfilter 时它应拒绝',
	],
	[/^the daemon's API does not answer: ([^]*)$/, '守护进程的 API 没有应答：“$1”'],
	[
		/^(\S+) in RootlessKit's namespace: expected 1, found: (\S+)$/,
		'RootlessKit 网络命名空间中的 $1：应为 1，实际为 $2',
	],
	[
		/^[Ww]ith the cause gone the daemon does not start on the same data: ([^]*)$/,
		'原因消除后，守护进程仍无法用同样的数据启动：“$1”',
	],
	[/^[Tt]he daemon refused to (create|remove) the network "(.+?)": ([^]*)$/, '守护进程拒绝@1网络 $2：“$3”'],
	[
		/^the published port (\S+) does not answer \((.+)\); the container is (\w+)( and does not answer by its own address)?$/,
		'已发布端口 $1 没有应答（@2）；容器处于 $3 状态',
	],
	[
		/^(\d+) bytes (out|in): no answer with a hash came, found: ([^]*)$/,
		'@2 $1 字节：没有带散列值的应答，实际：“$3”',
	],
	[
		/^[Tt]he daemon's refusal of (.+?): expected (.+?), found: ([^]*)$/,
		'守护进程对 $1 的拒绝：应含 $2，实际：“$3”',
	],
	[/^the container has no IPv6 address on its network$/, '容器在其网络上没有 IPv6 地址'],
]

export const probeParts: Reasons = [...places, ...answers]
