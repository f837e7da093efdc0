import type { Form } from '../../../schema/index.ts'

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
			return `应答有误：${form.found}`
		case 'wrong-address':
			return `地址有误：${form.found}`
		case 'wrong-value':
			return `值有误：${form.found}`
		case 'daemon-refused':
			return `守护进程拒绝：${form.words}`
		case 'daemon-accepted':
			return '守护进程未拒绝'
		case 'daemon-down':
			return `守护进程未运行：${form.words}`
		case 'missing':
			return `缺少：${form.what}`
		case 'left-behind':
			return `遗留：${form.what.join('、')}`
	}
}
