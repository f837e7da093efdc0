import type { Form } from '../../../schema/index.ts'

/** What a check itself says it found; whatever else it found was said by somebody else, and stays as it is. */
const foundByCheck: Readonly<Record<string, string>> = {
	'bridge-gateway': '网桥网关',
	'slirp-gateway': 'slirp 网关',
	netns: '网络命名空间',
	peer: '对端主机',
	vm: '虚拟机',
	service: '外部服务',
	loopback: '回环地址',
	'no such name': '名称不存在',
	'no record': '没有记录',
	'another nonce': '随机数不符',
	late: '过迟',
	'the port that is held': '已被占用的端口',
	'IPv4 address': 'IPv4 地址',
	'IPv6 address': 'IPv6 地址',
	'host port': '主机端口',
}

const chineseFound = (found: string): string =>
	Object.hasOwn(foundByCheck, found)
		? (foundByCheck[found] ?? found)
		: found.replace(/^error (\d+)$/, '错误码 $1')

/** How something failed, in Chinese; `describeForm` says the same in English. */
export function chineseForm(form: Form): string {
	switch (form.kind) {
		case 'answered':
			return `由 ${form.by} 应答`
		case 'refused':
			return '连接被拒绝'
		case 'reset':
			return '连接被重置'
		case 'closed':
			return '连接未应答即关闭'
		case 'timeout':
			return '超时'
		case 'unreachable':
			return '不可达'
		case 'unresolved':
			return '名称无法解析'
		case 'lost':
			return '丢失'
		case 'damaged':
			return '数据损坏'
		case 'wrong-answer':
			return `应答有误：${chineseFound(form.found)}`
		case 'wrong-address':
			return `地址有误：${chineseFound(form.found)}`
		case 'wrong-value':
			return `值有误：${chineseFound(form.found)}`
		case 'daemon-refused':
			return `守护进程拒绝：${form.words}`
		case 'daemon-accepted':
			return '守护进程未拒绝'
		case 'daemon-down':
			return `守护进程未运行：${form.words}`
		case 'missing':
			return `缺少：${chineseFound(form.what)}`
		case 'left-behind':
			return `遗留：${form.what.join('、')}`
	}
}

/** The kinds whose words in English have something behind them; `describeForm` writes them. */
const written = {
	'answered by ': (by: string): Form => ({ kind: 'answered', by }),
	'wrong answer: ': (found: string): Form => ({ kind: 'wrong-answer', found }),
	'wrong address: ': (found: string): Form => ({ kind: 'wrong-address', found }),
	'wrong value: ': (found: string): Form => ({ kind: 'wrong-value', found }),
	'the daemon refused: ': (words: string): Form => ({ kind: 'daemon-refused', words }),
	'the daemon is down: ': (words: string): Form => ({ kind: 'daemon-down', words }),
	'missing: ': (what: string): Form => ({ kind: 'missing', what }),
} as const satisfies Readonly<Record<string, (said: string) => Form>>

const bare: Readonly<Record<string, Form>> = {
	...Object.fromEntries(
		(['refused', 'reset', 'closed', 'timeout', 'unreachable', 'unresolved', 'lost', 'damaged'] as const).map(
			(kind) => [kind, { kind }],
		),
	),
	'the daemon accepted it': { kind: 'daemon-accepted' },
}

function chineseWritten(text: string): string | undefined {
	if (Object.hasOwn(bare, text)) return chineseForm(bare[text]!)
	for (const [head, form] of Object.entries(written))
		if (text.startsWith(head)) return chineseForm(form(text.slice(head.length)))
	return undefined
}

/** `host.lan refused or reset, peer.lan timeout` in Chinese; what is none of our words stays as it is. */
export const chineseWays = (text: string): string =>
	text
		.split(', ')
		.map((one) => {
			const [, way = '', forms = ''] = /^(\S+) (.+)$/s.exec(one) ?? []
			const said = forms.split(' or ').map(chineseWritten)
			return said.every((words) => words !== undefined) ? `${way} ${said.join(' 或 ')}` : one
		})
		.join('，')
